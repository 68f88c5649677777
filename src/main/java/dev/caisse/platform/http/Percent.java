package dev.caisse.platform.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Percent-encoding, read strictly: a bad escape or bytes that are no UTF-8 are nothing, never something similar.
public final class Percent {

    /// One `name=value` of a query or form.
    public record Pair(String name, String value) {}

    private Percent() {}

    /// A path segment; `+` stays a plus.
    public static Optional<String> decodePath(String text) {
        return decode(text, false);
    }

    /// The pairs of a query string or form body; empty when any part of it is badly escaped.
    public static Optional<List<Pair>> pairs(String text) {
        var pairs = new ArrayList<Pair>();
        for (var part : text.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            var name = decode(equals < 0 ? part : part.substring(0, equals), true);
            var value = decode(equals < 0 ? "" : part.substring(equals + 1), true);
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            pairs.add(new Pair(name.get(), value.get()));
        }
        return Optional.of(pairs);
    }

    private static Optional<String> decode(String text, boolean plusIsSpace) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return Optional.empty();
                }
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 3;
            } else {
                int point = text.codePointAt(i);
                bytes.writeBytes(plain(point, plusIsSpace));
                i += Character.charCount(point);
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static byte[] plain(int point, boolean plusIsSpace) {
        var text = point == '+' && plusIsSpace ? " " : Character.toString(point);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}

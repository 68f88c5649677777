package dev.caisse.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Finds the API key in an `Authorization` header: Basic with the key as user name, Bearer, or, because some tools are
/// handed it that way, the bare base64 text of either.
final class Credentials {
    private static final int LONGEST = 1000;

    private Credentials() {}

    static Optional<String> key(Optional<String> authorization) {
        return authorization.filter(header -> header.length() <= LONGEST).flatMap(Credentials::key);
    }

    private static Optional<String> key(String header) {
        var text = header.strip();
        if (startsWith(text, "Basic ")) {
            return decoded(text.substring(6));
        }
        var token = startsWith(text, "Bearer ") ? text.substring(7).strip() : text;
        return token.matches("[sp]k_.*") ? Optional.of(userName(token)) : decoded(token);
    }

    private static boolean startsWith(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static Optional<String> decoded(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64.strip());
            return Optional.of(userName(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String userName(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }
}

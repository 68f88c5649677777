package dev.caisse.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.api.Secret;
import dev.caisse.platform.crypto.Tokens;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What proves to a receiver that a body is ours and new: `t=<unix seconds>,v1=<hex>`, one `v1` for each valid secret.
final class Signature {
    private Signature() {}

    /// @param secrets the newest last: one real client keeps the last `v1` that it reads
    static String of(byte[] body, List<Secret> secrets, long nowMs) {
        long seconds = Math.floorDiv(nowMs, 1000L);
        var signed = signed(seconds, body);
        return secrets.stream()
                .map(secret -> ",v1=" + HexFormat.of().formatHex(mac(secret, signed)))
                .collect(Collectors.joining("", "t=" + seconds, ""));
    }

    /// Under both names that clients read.
    static Map<String, String> headers(byte[] body, List<Secret> secrets, long nowMs) {
        var signature = of(body, secrets, nowMs);
        return Map.of("Wooshpay-Signature", signature, "Signature", signature);
    }

    private static byte[] mac(Secret secret, byte[] signed) {
        return Tokens.hmacSha256(secret.text().getBytes(US_ASCII), signed);
    }

    private static byte[] signed(long seconds, byte[] body) {
        var before = (seconds + ".").getBytes(US_ASCII);
        var all = new byte[before.length + body.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(body, 0, all, before.length, body.length);
        return all;
    }
}

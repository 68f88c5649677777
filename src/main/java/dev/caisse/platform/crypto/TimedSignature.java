package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// What proves to a receiver that a body is ours and new: `t=<unix seconds>,v1=<hex>`, one `v1` for each valid secret,
/// an HMAC-SHA256 over time, a dot and the body, keyed with the whole text of the secret. (events and webhooks:
/// Delivery)
public final class TimedSignature {
    private static final int LISTENER_LETTERS = 32;

    private TimedSignature() {}

    /// @param secrets the newest last: one real client keeps the last `v1` that it reads
    public static String of(byte[] body, List<String> secrets, long nowMs) {
        long seconds = Math.floorDiv(nowMs, 1000L);
        var signed = signed(seconds, body);
        return secrets.stream()
                .map(secret -> ",v1=" + HexFormat.of().formatHex(Tokens.hmacSha256(secret.getBytes(UTF_8), signed)))
                .collect(Collectors.joining("", "t=" + seconds, ""));
    }

    /// What events are signed with for whoever listens with an API key at hand: `whsec_` and 32 letters and digits, the
    /// same each time, so that it can be known beforehand.
    public static String secretOfListener(String apiKey) {
        return "whsec_" + Tokens.derived(apiKey, "caisse listen", LISTENER_LETTERS);
    }

    private static byte[] signed(long seconds, byte[] body) {
        var before = (seconds + ".").getBytes(UTF_8);
        var all = new byte[before.length + body.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(body, 0, all, before.length, body.length);
        return all;
    }
}

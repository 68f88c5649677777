package dev.caisse.webhooks;

import dev.caisse.api.Secret;
import dev.caisse.platform.crypto.TimedSignature;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a delivery is signed with, under both names that clients read.
final class Signature {
    private Signature() {}

    /// @param secrets the newest last: one real client keeps the last `v1` that it reads
    static String of(byte[] body, List<Secret> secrets, long nowMs) {
        return TimedSignature.of(body, secrets.stream().map(Secret::text).toList(), nowMs);
    }

    /// The same under each of these names.
    static Map<String, String> headers(List<String> names, byte[] body, List<Secret> secrets, long nowMs) {
        var signature = of(body, secrets, nowMs);
        return names.stream().collect(Collectors.toMap(name -> name, _ -> signature));
    }
}

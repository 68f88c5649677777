package dev.caisse.connectors.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Signs the sandbox's notices and knows its own signature: `Sandbox-Signature` is the hex HMAC-SHA-256 of the body.
final class NoticeSeal {
    static final String HEADER = "Sandbox-Signature";
    private static final int KEY_BYTES = 32;

    private final Supplier<byte[]> key;

    private NoticeSeal(Supplier<byte[]> key) {
        this.key = key;
    }

    /// With a secret that both sides were told.
    static NoticeSeal shared(String secret) {
        var key = secret.getBytes(UTF_8);
        return new NoticeSeal(() -> key);
    }

    /// With a key in the sandbox's own schema, made when it is first needed and the same for all nodes.
    static NoticeSeal kept(Db db, SecureRandom random) {
        return new NoticeSeal(() -> keptKey(db, random));
    }

    String sign(byte[] body) {
        return HexFormat.of().formatHex(Tokens.hmacSha256(key.get(), body));
    }

    boolean isOurs(byte[] body, String signature) {
        return Tokens.areEqual(sign(body), signature);
    }

    private static byte[] keptKey(Db db, SecureRandom random) {
        return db.one(columns -> columns.bytes("key"), "select key from sandbox.notice_key")
                .orElseGet(() -> madeKey(db, random));
    }

    private static byte[] madeKey(Db db, SecureRandom random) {
        var fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        db.run("insert into sandbox.notice_key (key) values (?) on conflict do nothing", (Object) fresh);
        return db.one(columns -> columns.bytes("key"), "select key from sandbox.notice_key")
                .orElseThrow();
    }
}

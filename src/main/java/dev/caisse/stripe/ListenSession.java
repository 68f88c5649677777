package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.api.KeyCheck;
import dev.caisse.api.KeyCheck.Holder;
import dev.caisse.api.Request;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.TimedSignature;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.crypto.Unsealable;
import java.time.Duration;
import java.util.Optional;

/// Somebody's leave to listen to the events of the key that they asked with. Its id holds all of it, sealed, so that
/// any
/// node can tell; nothing is kept. Ends with the key, or after a day.
final class ListenSession {
    private static final String PREFIX = "cliws_";
    private static final String CONTEXT = "stripe listen";
    private static final int LONGEST = 2000;
    private static final long LASTS_MS = Duration.ofDays(1).toMillis();

    private final String id;
    private final String key;
    private final long endsMs;

    private ListenSession(String id, String key, long endsMs) {
        this.id = id;
        this.key = key;
        this.endsMs = endsMs;
    }

    static ListenSession begin(Keyset keyset, Request request, long nowMs) {
        var sealed = request.sealedKey(keyset, CONTEXT, nowMs + LASTS_MS + " ");
        return read(keyset, PREFIX + Tokens.base64Url(sealed)).orElseThrow();
    }

    /// Empty when it is none that we gave out.
    static Optional<ListenSession> read(Keyset keyset, String id) {
        if (!id.startsWith(PREFIX) || id.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var opened = keyset.open(Tokens.fromBase64Url(id.substring(PREFIX.length())), CONTEXT);
            var parts = new String(opened, UTF_8).split(" ", 2);
            return Optional.of(new ListenSession(id, parts[1], Long.parseLong(parts[0])));
        } catch (Unsealable | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    String id() {
        return id;
    }

    /// Whose events it is about, as long as it lasts.
    Optional<Holder> holder(KeyCheck keys, long nowMs) {
        return nowMs < endsMs ? keys.holder(key).filter(Holder::isSecret) : Optional.empty();
    }

    /// What its events are signed with: the same whenever somebody listens with this key.
    String secret() {
        return TimedSignature.secretOfListener(key);
    }

    @Override
    public String toString() {
        return "ListenSession[***]";
    }
}

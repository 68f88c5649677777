package dev.caisse.api;

import dev.caisse.platform.crypto.Tokens;
import java.util.Optional;

/// What a payer's browser brings beside its publishable key to see one object. A merchant's server needs none.
public final class ClientSecret {
    private final Optional<String> demanded;

    private ClientSecret(Optional<String> demanded) {
        this.demanded = demanded;
    }

    /// @throws Refusal when a payer brings none
    public static ClientSecret read(Request request) {
        var given = request.params().text("client_secret", 255);
        if (!request.caller().isPayer()) {
            return new ClientSecret(Optional.empty());
        }
        return new ClientSecret(Optional.of(given.orElseThrow(() -> Refusal.missing("client_secret"))));
    }

    /// Whether the caller may see an object that has this secret.
    public boolean proves(Secret secret) {
        return demanded.map(given -> Tokens.areEqual(given, secret.text())).orElse(true);
    }

    /// Whether the caller may see an object that has none.
    public boolean provesWithout() {
        return demanded.isEmpty();
    }
}

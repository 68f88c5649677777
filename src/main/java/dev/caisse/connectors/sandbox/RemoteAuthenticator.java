package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.Map;

/// The sandbox's authenticator when it is a process of its own.
final class RemoteAuthenticator implements Authenticator {
    private final RemoteCounter counter;

    RemoteAuthenticator(RemoteCounter counter) {
        this.counter = counter;
    }

    @Override
    public String name() {
        return SandboxAuthenticator.NAME;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public boolean isWanted(CardNumber number, Preference preference, Occasion occasion) {
        return SandboxAuthenticator.wants(number, preference, occasion);
    }

    @Override
    public Authentication begin(Call call, Money amount, Means.Card card, Preference preference, String returnUrl) {
        SandboxAuthenticator.checkReturn(returnUrl);
        return ask(
                "authentications/begin",
                call,
                Map.of(
                        "amount", Wire.write(amount),
                        "card", Wire.write(card),
                        "preference", preference.name(),
                        "return_url", returnUrl));
    }

    @Override
    public Authentication resume(Call call) {
        return ask("authentications/resume", call, Map.of());
    }

    @Override
    public Authentication lookup(Call call) {
        return ask("authentications/lookup", call, Map.of());
    }

    private Authentication ask(String verb, Call call, Map<String, Object> more) {
        return counter.ask(verb, call, more, Wire::authentication, Authentication.Unknown::new);
    }
}

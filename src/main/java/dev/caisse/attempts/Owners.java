package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import java.util.Map;

/// Brings what was answered to an attempt to whoever opened it. The application introduces them to each other.
public final class Owners implements Owner {
    private final Map<Whose, Owner> owners;

    public Owners(Map<Whose, Owner> owners) {
        this.owners = Map.copyOf(owners);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Answer answer) {
        owner(attempt).answered(caller, attempt, answer);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Authentication authentication) {
        owner(attempt).answered(caller, attempt, authentication);
    }

    private Owner owner(Attempt attempt) {
        var owner = owners.get(attempt.whose());
        if (owner == null) {
            throw new IllegalStateException("nobody records the attempts of a " + attempt.whose());
        }
        return owner;
    }
}

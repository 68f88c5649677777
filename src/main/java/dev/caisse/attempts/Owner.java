package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;

/// Whoever opened an attempt, and so knows what follows from its answer. Each call records in a transaction of its own,
/// may be made twice, and goes on with whatever has to be called next. Implemented by each room
/// that opens attempts; [Owners] finds the right one.
public interface Owner {
    void answered(Caller caller, Attempt attempt, Answer answer);

    void answered(Caller caller, Attempt attempt, Authentication authentication);
}

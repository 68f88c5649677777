package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.clocks.Clocks;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;

/// Tells what happened to a session, with the session as it is then.
final class SessionEvents {
    private final Clocks clocks;
    private final Events events;
    private final Baskets baskets;

    SessionEvents(Clocks clocks, Events events, Baskets baskets) {
        this.clocks = clocks;
        this.events = events;
        this.baskets = baskets;
    }

    /// Whatever is told here is the end of the session, so no link is in it.
    void append(Tx tx, Caller caller, String type, CheckoutSession session) {
        var basket = baskets.of(tx, caller.tenant(), session);
        events.append(tx, caller, type, SessionView.of(basket, caller.tenant(), clocks.nowMs(caller.tenant()), null));
    }
}

package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.PublicUrls;
import dev.caisse.clocks.Clocks;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;

/// Tells what happened to a session, with the session as it is then.
public final class SessionEvents {
    private final Clocks clocks;
    private final Events events;
    private final Baskets baskets;
    private final Links links;
    private final PublicUrls urls;

    public SessionEvents(Clocks clocks, Events events, CheckoutSessions sessions, Links links, PublicUrls urls) {
        this.clocks = clocks;
        this.events = events;
        this.baskets = new Baskets(sessions);
        this.links = links;
        this.urls = urls;
    }

    /// Whatever is told here is the end of the session, so no link to its page is in it.
    void append(Tx tx, Caller caller, String type, CheckoutSession session) {
        var basket = baskets.of(tx, caller.tenant(), session);
        var recovery = links.toRecover(urls.first(), caller.tenant(), session.id());
        var nowMs = clocks.nowMs(caller.tenant());
        events.append(tx, caller, type, SessionView.of(basket, caller.tenant(), nowMs, null, recovery));
    }
}

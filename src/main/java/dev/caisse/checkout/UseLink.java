package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.PublicUrls;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;

/// Counts what sessions of payment links come to: promised when a payment begins, counted when the session is complete,
/// free again when it came to nothing. Of many payments that begin at once for the last one, one is promised it; who
/// completes it closes the link.
public final class UseLink {
    private final Events events;
    private final PublicUrls urls;
    private final PaymentLinks links = new PaymentLinks();
    private final LinkViews views;

    public UseLink(Events events, CheckoutSessions sessions, PublicUrls urls) {
        this.events = events;
        this.urls = urls;
        this.views = new LinkViews(sessions);
    }

    /// @return false when the link is not active, or all it may have is spent or promised; whoever asked must then
    /// write nothing
    boolean isPromised(Tx tx, Caller caller, CheckoutSession session) {
        return session.terms()
                .origin()
                .link()
                .map(id -> isPromised(tx, caller, id))
                .orElse(true);
    }

    private boolean isPromised(Tx tx, Caller caller, long id) {
        var link = links.lockToCount(tx, caller.tenant(), id);
        if (link.isOpen() && link.isLimited()) {
            links.saveUses(tx, caller.tenant(), link.held());
        }
        return link.isOpen();
    }

    /// What was promised is needed: the session is complete.
    void spent(Tx tx, Caller caller, CheckoutSession complete) {
        complete.terms().origin().link().ifPresent(id -> {
            var link = links.lockToCount(tx, caller.tenant(), id);
            if (link.isLimited()) {
                var completed = link.completed();
                links.saveUses(tx, caller.tenant(), completed);
                tellWhetherClosed(tx, caller, link, completed);
            }
        });
    }

    private void tellWhetherClosed(Tx tx, Caller caller, PaymentLink before, PaymentLink after) {
        if (before.isActive() && !after.isActive()) {
            events.appendUpdate(
                    tx,
                    caller,
                    "payment_link.updated",
                    views.of(tx, caller.tenant(), before, urls.first()),
                    views.of(tx, caller.tenant(), after, urls.first()));
        }
    }

    /// What was promised is not needed.
    void free(Tx tx, Caller caller, CheckoutSession session) {
        session.terms().origin().link().ifPresent(id -> {
            var link = links.lockToCount(tx, caller.tenant(), id);
            if (link.isLimited()) {
                links.saveUses(tx, caller.tenant(), link.freed());
            }
        });
    }
}

package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.clocks.Clocks;
import dev.caisse.discounts.Discount;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Opens an expired session anew: makes another of the same parameters, with the lines as the payer left them, and
/// with the promotion code they typed where the other takes codes too. Whoever
/// comes again finds the one that was made before, as long as it is not expired too; so a payer who has paid is not
/// led to pay twice.
public final class RecoverSession {
    private static final String DISCOUNTS = "discounts";

    private final Db db;
    private final Clocks clocks;
    private final CheckoutSessions sessions;
    private final CreateSession createSession;
    private final Baskets baskets;

    RecoverSession(Db db, Clocks clocks, CheckoutSessions sessions, CreateSession createSession) {
        this.db = db;
        this.clocks = clocks;
        this.sessions = sessions;
        this.createSession = createSession;
        this.baskets = new Baskets(sessions);
    }

    /// @return empty when there is no such session, it cannot be recovered, or what it was for is not sold any more
    public Optional<CheckoutSession> run(Caller caller, long id) {
        try {
            return db.inTransaction(tx -> in(tx, caller, id, false));
        } catch (Refusal _) {
            // A discount that is over need not keep anybody from buying.
            return withoutDiscount(caller, id);
        }
    }

    private Optional<CheckoutSession> withoutDiscount(Caller caller, long id) {
        try {
            return db.inTransaction(tx -> in(tx, caller, id, true));
        } catch (Refusal _) {
            return Optional.empty();
        }
    }

    /// Whether a session can be recovered, as far as it says so itself.
    public static boolean isPossible(CheckoutSession session, long nowMs) {
        return session.terms().origin().recipe().isPresent()
                && session.stateAt(nowMs) instanceof State.Expired
                && nowMs < Recovery.untilMs(session);
    }

    private Optional<CheckoutSession> in(Tx tx, Caller caller, long id, boolean isFullPrice) {
        long nowMs = clocks.nowMs(caller.tenant());
        return sessions.lock(tx, caller.tenant(), id)
                .filter(session -> isPossible(session, nowMs))
                .map(session -> sessions.newestRecovered(tx, caller.tenant(), id)
                        .filter(other -> !(other.stateAt(nowMs) instanceof State.Expired))
                        .orElseGet(() -> made(tx, caller, session, isFullPrice)));
    }

    private CheckoutSession made(Tx tx, Caller caller, CheckoutSession expired, boolean isFullPrice) {
        var origin = expired.terms().origin();
        var basket = baskets.of(tx, caller.tenant(), expired);
        var recipe = origin.recipe().orElseThrow().recovering(basket.lines());
        var priced = isFullPrice ? recipe.without(DISCOUNTS) : recipe;
        var wanted = NewSession.read(priced.params(), _ -> {}, origin.recovering(expired.id()));
        var carried = isFullPrice ? Optional.<Long>empty() : typed(expired);
        return createSession
                .in(tx, tx, caller, carried.map(wanted::redeeming).orElse(wanted))
                .session();
    }

    /// The promotion code that the payer had typed: where codes may be typed there is no other discount.
    private static Optional<Long> typed(CheckoutSession expired) {
        return expired.extras()
                .discount()
                .filter(_ -> expired.extras().areCodesAllowed())
                .flatMap(Discount::promotionCode);
    }
}

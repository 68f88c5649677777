package dev.caisse.disputes;

import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.TestCards;
import dev.caisse.disputes.Disputes.Filter;
import dev.caisse.payments.Charge;
import dev.caisse.payments.Charges;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;

/// Lists disputes. In test mode a payer complains a moment after they paid; who asks for the disputes of a payment that
/// was made just now, with a card whose payer will, waits for that moment, as programs written for Stripe expect.
final class AwaitComplaint {
    private static final Duration RECENTLY = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Db db;
    private final Clock clock;
    private final Disputes disputes = new Disputes();
    private final Charges charges = new Charges();

    AwaitComplaint(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    Page<Dispute> list(Tenant tenant, Filter filter, Slice slice) {
        var found = disputes.list(db, tenant, filter, slice);
        if (!found.items().isEmpty() || tenant.live() || !isExpected(tenant, filter)) {
            return found;
        }
        long begunNanos = clock.monotonicNanos();
        while (found.items().isEmpty() && clock.monotonicNanos() - begunNanos < LONGEST.toNanos()) {
            clock.sleep(PAUSE);
            found = disputes.list(db, tenant, filter, slice);
        }
        return found;
    }

    private boolean isExpected(Tenant tenant, Filter filter) {
        return of(tenant, filter).stream()
                .filter(charge -> charge.isPaid() && charge.captured() > 0 && !charge.isDisputed())
                .filter(charge -> clock.nowMs() - Snowflake.createdMs(charge.id()) < RECENTLY.toMillis())
                .flatMap(charge -> charge.paidWith().card().stream())
                .anyMatch(card -> TestCards.isDisputed(card.brand(), card.last4()));
    }

    private List<Charge> of(Tenant tenant, Filter filter) {
        return filter.charge()
                .map(id -> charges.find(db, tenant, id).stream().toList())
                .orElseGet(() ->
                        filter.intent().map(id -> charges.of(db, tenant, id)).orElse(List.of()));
    }
}

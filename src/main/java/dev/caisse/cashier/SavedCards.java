package dev.caisse.cashier;

import dev.caisse.api.Slice;
import dev.caisse.clocks.Clocks;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.platform.db.Db;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// The cards that the customer of a session has saved. Nobody sees them but through the session's whole link, and none
/// is another customer's.
final class SavedCards {
    private static final int MOST = 5;

    private final Db db;
    private final Clocks clocks;
    private final PaymentMethods methods = new PaymentMethods();

    SavedCards(Db db, Clocks clocks) {
        this.db = db;
        this.clocks = clocks;
    }

    /// Those that can pay, the newest first; none where no customer is known, and none where nothing is paid.
    List<PaymentMethod> of(Visit visit) {
        var session = visit.session();
        var customer = session.payment()
                .filter(_ -> !session.isFree())
                .flatMap(_ -> session.terms().customer().id());
        return customer.map(id -> methods
                        .list(
                                db,
                                visit.caller().tenant(),
                                Optional.of(id),
                                Optional.of(MethodType.CARD.name()),
                                new Slice(0, Long.MAX_VALUE, false, MOST))
                        .items()
                        .stream()
                        .filter(card -> isGood(visit, card))
                        .toList())
                .orElse(List.of());
    }

    /// The one that a form names, where it is among them.
    Optional<PaymentMethod> find(Visit visit, long method) {
        return of(visit).stream().filter(card -> card.id() == method).findFirst();
    }

    private boolean isGood(Visit visit, PaymentMethod method) {
        var now = YearMonth.from(
                Instant.ofEpochMilli(clocks.nowMs(visit.caller().tenant())).atZone(ZoneOffset.UTC));
        return method.card()
                .filter(card -> !YearMonth.of(card.expYear(), card.expMonth()).isBefore(now))
                .isPresent();
    }
}

package dev.caisse.refunds;

import dev.caisse.api.Idempotency;
import dev.caisse.api.Routes;
import dev.caisse.connectors.Routing;
import dev.caisse.events.Events;
import dev.caisse.ledger.Ledger;
import dev.caisse.payments.Alarm;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Returns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// The room's verbs, built once and introduced to each other.
public record Refunding(CarryOutRefund carryOut, Returns returns, RefundApi api) {

    /// What all of them work with.
    public record With(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            Routing routing,
            Events events,
            Idempotency idempotency,
            PaymentIntents intents,
            ChargeViews chargeViews,
            Ledger ledger,
            Alarm alarm) {}

    public static Refunding of(With with) {
        var move = new MoveRefund(with.events(), with.chargeViews(), with.ledger());
        var record = new RecordRefund(
                with.ids(), with.clock(), with.timeout(), with.intents(), with.idempotency(), move, with.alarm());
        var carryOut = new CarryOutRefund(with.db(), with.clock(), with.routing(), record);
        var create = new CreateRefund(
                with.db(),
                with.ids(),
                with.clock(),
                with.timeout(),
                with.intents(),
                with.idempotency(),
                move,
                carryOut);
        var cancel = new CancelRefund(
                with.db(), with.ids(), with.clock(), with.timeout(), with.intents(), with.idempotency(), carryOut);
        return new Refunding(
                carryOut,
                new ReturnMoney(with.ids(), with.clock(), with.timeout(), move, carryOut),
                new RefundApi(with.db(), move, create, cancel));
    }

    public void routes(Routes routes) {
        api.routes(routes);
    }
}

package dev.caisse.payments;

import dev.caisse.api.Idempotency;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.events.Events;
import dev.caisse.ledger.Ledger;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.OpenCard;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// The room's verbs, built once and introduced to each other; what is shared between them stays inside.
public record Payments(
        ConfirmPayment confirm,
        ResumePayment resume,
        CapturePayment capture,
        CancelPayment cancel,
        CancelHeld cancelHeld,
        CarryOut carryOut,
        ChargeViews chargeViews) {

    /// What all of them work with.
    public record With(
            Db db,
            Ids ids,
            Clock clock,
            Clocks clocks,
            Duration timeout,
            Routing routing,
            Events events,
            Idempotency idempotency,
            KeepCard keepCard,
            OpenCard openCard,
            HeldCodes heldCodes,
            PaymentIntents intents,
            CreateIntent createIntent,
            GroupCommit groupCommit,
            ChargeViews chargeViews,
            Returns returns,
            Alarm alarm,
            Ledger ledger) {}

    public static Payments of(With with, Settlement settlement) {
        var move = new MoveIntent(
                with.ids(),
                with.clocks(),
                with.routing(),
                with.events(),
                with.intents(),
                with.ledger(),
                settlement,
                with.chargeViews());
        var record = new RecordAnswer(
                with.ids(),
                with.clock(),
                with.timeout(),
                with.intents(),
                with.idempotency(),
                move,
                with.alarm(),
                with.returns());
        var together = new RecordTogether(with.groupCommit(), with.intents(), with.idempotency(), move);
        var authentication =
                new RecordAuthentication(with.ids(), with.clock(), with.intents(), with.idempotency(), move, record);
        var carryOut = new CarryOut(
                with.db(),
                with.clock(),
                with.routing(),
                with.openCard(),
                with.heldCodes(),
                record,
                together,
                authentication,
                with.returns());
        var cancel = new CancelPayment(
                with.db(), with.ids(), with.clock(), with.timeout(), with.idempotency(), move, carryOut);
        return new Payments(
                confirm(with, move, carryOut),
                new ResumePayment(
                        with.db(), with.clock(), with.timeout(), with.intents(), move, carryOut, with.heldCodes()),
                new CapturePayment(
                        with.db(),
                        with.ids(),
                        with.clock(),
                        with.timeout(),
                        with.intents(),
                        with.idempotency(),
                        carryOut),
                cancel,
                new CancelHeld(with.db(), with.clock(), with.clocks(), with.intents(), cancel),
                carryOut,
                with.chargeViews());
    }

    private static ConfirmPayment confirm(With with, MoveIntent move, CarryOut carryOut) {
        return new ConfirmPayment(
                with.db(),
                with.ids(),
                with.clock(),
                with.timeout(),
                with.routing(),
                with.idempotency(),
                with.keepCard(),
                with.openCard(),
                with.groupCommit(),
                with.createIntent(),
                move,
                carryOut);
    }
}

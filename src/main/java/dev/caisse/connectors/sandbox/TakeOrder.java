package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Flow;
import dev.caisse.connectors.sandbox.Entry.Operation;
import dev.caisse.connectors.sandbox.Order.Turn;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.Optional;

/// Takes on payments that are made elsewhere than by card, and does what their payers choose: each choice and its line
/// in
/// the book are one transaction. What was paid stays paid.
final class TakeOrder {
    private static final int TOKEN_LETTERS = 32;

    private final Db db;
    private final Clock clock;
    private final SecureRandom random;
    private final Doors doors;
    private final Orders orders = new Orders();
    private final SandboxBook book = new SandboxBook();

    TakeOrder(Db db, Clock clock, SecureRandom random, Doors doors) {
        this.db = db;
        this.clock = clock;
        this.random = random;
        this.doors = doors;
    }

    /// What a payer can choose on the sandbox's page.
    enum Choice {
        PAY,
        PAY_LESS,
        PAY_MORE,
        FAIL,
        /// To leave it undecided, so that it can neither be counted on nor stopped.
        HOLD
    }

    /// Its line in the book, to be written by whoever calls, in the same transaction.
    Entry in(Tx tx, Call call, Money amount, Means.Elsewhere means) {
        var token = Tokens.letters(random, TOKEN_LETTERS);
        var order = Order.of(call.reference(), token, means, amount, call.merchant(), clock.nowMs());
        var answer = order.answer(doors.orderUrl(order));
        orders.add(tx, order);
        return new Entry(
                call.reference(),
                Operation.AUTHORIZE,
                Optional.empty(),
                amount,
                Optional.empty(),
                0,
                0,
                answer,
                Optional.empty(),
                call.statement(),
                clock.nowMs());
    }

    /// Does what a payer chose, if that is possible; says whether anything changed.
    boolean choose(String reference, Choice choice) {
        return db.inTransaction(tx -> {
            var order = orders.lock(tx, reference).orElseThrow();
            var entry = book.lock(tx, reference).orElseThrow();
            if (!isPossible(order, entry, choice)) {
                return false;
            }
            apply(tx, order, choice);
            return true;
        });
    }

    /// What it turns into by itself. Says whether there was one whose time had come.
    boolean turnOne() {
        return db.inTransaction(tx -> {
            var due = orders.claimDue(tx, clock.nowMs());
            due.ifPresent(order -> {
                var entry = book.lock(tx, order.reference()).orElseThrow();
                if (isOpen(entry)) {
                    turn(tx, order, order.turning().orElseThrow());
                } else {
                    orders.settled(tx, order.reference());
                }
            });
            return due.isPresent();
        });
    }

    /// Whoever sends money from an application of their own can do so when it is too late, too.
    private boolean isPossible(Order order, Entry entry, Choice choice) {
        if (isOpen(entry)) {
            boolean isWaiting = entry.answer() instanceof Answer.ActionRequired;
            return !isWaiting || order.isSentByPayer() || clock.nowMs() < order.untilMs();
        }
        return order.isSentByPayer() && isPaying(choice) && entry.moved().isEmpty();
    }

    private static boolean isPaying(Choice choice) {
        return choice != Choice.FAIL && choice != Choice.HOLD;
    }

    static boolean isOpen(Entry entry) {
        return entry.answer() instanceof Answer.ActionRequired || entry.answer() instanceof Answer.Pending;
    }

    private void apply(Tx tx, Order order, Choice choice) {
        long asked = order.amount().minor();
        switch (choice) {
            case PAY -> agree(tx, order);
            case PAY_LESS -> pay(tx, order, Math.max(1, asked / 2));
            case PAY_MORE -> pay(tx, order, asked + Math.max(1, asked / 2));
            case FAIL -> decline(tx, order);
            case HOLD -> hold(tx, order, Optional.empty());
        }
    }

    /// Who agrees on the telephone is heard a little later.
    private void agree(Tx tx, Order order) {
        if (order.flow() == Flow.PHONE) {
            hold(tx, order, Optional.of(new Turn(true, clock.nowMs() + Order.DELAY.toMillis())));
        } else {
            pay(tx, order, order.amount().minor());
        }
    }

    private void turn(Tx tx, Order order, Turn turn) {
        if (turn.isGood()) {
            pay(tx, order, order.amount().minor());
        } else {
            decline(tx, order);
        }
    }

    private void pay(Tx tx, Order order, long paid) {
        book.pay(tx, order.reference(), "sbx_" + Tokens.letters(random, 20), paid);
        orders.changed(tx, order.reference(), Optional.empty(), clock.nowMs());
    }

    private void decline(Tx tx, Order order) {
        book.decline(tx, order.reference(), refusal(order.flow()));
        orders.changed(tx, order.reference(), Optional.empty(), clock.nowMs());
    }

    private void hold(Tx tx, Order order, Optional<Turn> turning) {
        book.hold(tx, order.reference());
        orders.changed(tx, order.reference(), turning, clock.nowMs());
    }

    private static Declined refusal(Flow flow) {
        return Refusals.of(flow == Flow.DEBIT ? DeclineCode.DEBIT_NOT_AUTHORIZED : DeclineCode.PROVIDER_DECLINE);
    }
}

package dev.caisse.simulation;

import dev.caisse.simulation.Guess.Open;
import dev.caisse.simulation.Guess.Status;
import dev.caisse.simulation.Guess.What;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What may be true of a payment after operations that ran at once, told from their answers alone: every order of their
/// beginnings and ends is tried, and those that could not have led to these answers are dropped. None left means that
/// the program did what no order explains.
final class Model {
    private final boolean isManual;
    private final boolean isSession;
    private final boolean mayBeDisputed;
    private final long amount;
    private final Set<Long> perhapsCanceled = new HashSet<>();
    private boolean isWeekOver;
    private boolean isConvinced;

    Model(Story story) {
        this.isManual = story.isManual();
        this.amount = story.amount();
        this.isSession = story.has(operation -> operation.kind() == Operation.Kind.SESSION);
        this.mayBeDisputed = story.has(operation -> operation.card() == Operation.Card.DISPUTED);
    }

    /// From now on what is held may be let go, and a session may expire.
    void aWeekPasses() {
        isWeekOver = true;
    }

    /// Whether the payer's bank may take the money back, and with it what is on its way to the payer.
    boolean mayBeDisputed() {
        return mayBeDisputed;
    }

    /// A refund whose cancellation was not answered may be canceled at any moment. Who has convinced their bank may
    /// have
    /// paid: it tells us of it, whether or not the payer comes back.
    void hear(Asked asked) {
        isConvinced |= asked.operation().kind() == Operation.Kind.RETURN;
        boolean isClear = asked.isRefusal() || asked.says("canceled");
        asked.refund().filter(_ -> !isClear).map(Asked.MadeRefund::amount).ifPresent(perhapsCanceled::add);
    }

    /// How far one order has come: two bits for each operation.
    private record Point(Guess guess, long progress) {
        int of(int operation) {
            return (int) (progress >> 2 * operation & 3);
        }

        Point with(int operation, int phase, Guess next) {
            return new Point(next, progress & ~(3L << 2 * operation) | (long) phase << 2 * operation);
        }
    }

    private static final int WAITING = 0;
    private static final int CALLING = 1;
    private static final int OVER = 2;

    Set<Guess> after(Set<Guess> before, List<Asked> asked) {
        var seen = new HashSet<Point>();
        var todo = new ArrayDeque<Point>();
        before.forEach(guess -> visit(new Point(guess, 0), seen, todo));
        while (!todo.isEmpty()) {
            var point = todo.pop();
            background(point.guess()).forEach(next -> visit(new Point(next, point.progress()), seen, todo));
            for (int i = 0; i < asked.size(); i++) {
                int at = i;
                step(point, at, asked.get(at)).forEach(next -> visit(next, seen, todo));
            }
        }
        var possible = new HashSet<Guess>();
        seen.stream().filter(point -> isOver(point, asked)).map(Point::guess).forEach(possible::add);
        return possible;
    }

    private static void visit(Point point, Set<Point> seen, ArrayDeque<Point> todo) {
        if (seen.add(point)) {
            todo.push(point);
        }
    }

    /// Whoever was not answered may have come to any point.
    private static boolean isOver(Point point, List<Asked> asked) {
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).isKnown() && point.of(i) != OVER) {
                return false;
            }
        }
        return true;
    }

    /// What recovery, or the time, may do at any moment.
    private Set<Guess> background(Guess guess) {
        var after = new HashSet<Guess>();
        guess.open().filter(Open::isLoose).ifPresent(open -> after.addAll(ends(guess, open)));
        if (guess.status() == Status.REQUIRES_ACTION) {
            after.add(guess.in(Status.REQUIRES_PAYMENT_METHOD));
        }
        if (guess.status() == Status.REQUIRES_ACTION && isConvinced) {
            after.add(guess.asking(Status.PROCESSING, new Open(What.PAYMENT, -1, Operation.Card.GOOD, 0, true)));
        }
        perhapsCanceled.stream()
                .filter(lost -> lost <= guess.back())
                .map(lost -> guess.refunding(-lost))
                .forEach(after::add);
        if (isWeekOver && isFreelyHeld(guess)) {
            after.add(guess.asking(Status.REQUIRES_CAPTURE, new Open(What.RELEASE, -1, Operation.Card.NONE, 0, true)));
        }
        boolean isUnpaid = guess.status().awaitsMethod() || guess.status() == Status.REQUIRES_ACTION;
        if (isWeekOver && isSession && isUnpaid) {
            after.add(guess.in(Status.CANCELED));
        }
        return after;
    }

    /// How a question may end whose answer was lost somewhere.
    private Set<Guess> ends(Guess guess, Open open) {
        return switch (open.what()) {
            case PAYMENT -> {
                var after = new HashSet<>(Set.of(guess.in(Status.REQUIRES_PAYMENT_METHOD)));
                if (open.card().isApproved()) {
                    after.add(guess.paid(amount, isManual));
                }
                if (open.card() == Operation.Card.CHALLENGED) {
                    after.add(guess.in(Status.REQUIRES_ACTION));
                }
                yield after;
            }
            case CAPTURE -> Set.of(guess.captured(open.amount()), guess.answered());
            case RELEASE -> Set.of(guess.in(Status.CANCELED));
        };
    }

    private Set<Point> step(Point point, int at, Asked asked) {
        return switch (point.of(at)) {
            case WAITING -> begin(point, at, asked);
            case CALLING -> end(point, at, asked);
            default -> Set.of();
        };
    }

    // Beginning

    private Set<Point> begin(Point point, int at, Asked asked) {
        var guess = point.guess();
        var operation = asked.operation();
        if (operation.kind().isKeyed() && guess.has(operation.key())) {
            return over(point, at, guess, !asked.isKnown() || repeats(guess, asked));
        }
        return switch (operation.kind()) {
            case CREATE -> {
                var made = guess.in(
                                hasMethod(operation) ? Status.REQUIRES_CONFIRMATION : Status.REQUIRES_PAYMENT_METHOD)
                        .taking(operation);
                yield guess.status() == Status.ABSENT ? over(point, at, made, answers(asked, made)) : Set.of();
            }
            case CREATE_CONFIRMED ->
                guess.status() == Status.ABSENT ? pay(point, at, asked, operation.card()) : Set.of();
            case SESSION -> {
                var made = guess.in(Status.REQUIRES_PAYMENT_METHOD).taking(operation);
                boolean isExpected = !asked.isKnown() || asked.says("open");
                yield guess.status() == Status.ABSENT ? over(point, at, made, isExpected) : Set.of();
            }
            case CONFIRM -> confirm(point, at, asked);
            case PAY ->
                guess.status().awaitsMethod()
                        ? byPayer(point, at, asked, operation.card())
                        : over(point, at, guess, true);
            case RETURN -> over(point, at, guess, true);
            case EXPIRE -> expire(point, at, asked);
            case CANCEL_REFUND -> cancelRefund(point, at, asked);
            case CUSTOMER, CONTEST ->
                over(
                        point,
                        at,
                        asked.isRefusal() || asked.reply().status() == 409 ? guess : guess.taking(operation),
                        true);
            case SETUP ->
                over(point, at, guess.taking(operation), !asked.isKnown() || isLoose(asked) || asked.says("succeeded"));
            case CAPTURE -> capture(point, at, asked);
            case CANCEL -> cancel(point, at, asked);
            case REFUND -> refund(point, at, asked);
            case RETRIEVE -> over(point, at, guess, answers(asked, guess));
            case WEEK, KILL -> Set.of();
        };
    }

    private static boolean hasMethod(Operation operation) {
        return operation.card() != Operation.Card.NONE;
    }

    /// A key that had its effect has no other: the kept answer, or that it is still being worked on.
    private static boolean repeats(Guess guess, Asked asked) {
        if (!guess.hasSame(asked.operation())) {
            return asked.isRefusal() && asked.reply().body().contains("idempotency_key_reused");
        }
        return asked.isKept() || asked.reply().status() == 409;
    }

    private Set<Point> confirm(Point point, int at, Asked asked) {
        var guess = point.guess();
        var card = asked.operation().card();
        if (isSession) {
            return refused(point, at, asked);
        }
        if (guess.status() == Status.REQUIRES_CONFIRMATION && card == Operation.Card.NONE) {
            return pay(point, at, asked, Operation.Card.GOOD);
        }
        return guess.status().awaitsMethod() && card != Operation.Card.NONE
                ? pay(point, at, asked, card)
                : refused(point, at, asked);
    }

    private Set<Point> pay(Point point, int at, Asked asked, Operation.Card card) {
        return call(point, at, asked, Status.PROCESSING, What.PAYMENT, card, 0);
    }

    /// Who is cut off may have come no further than to a page.
    private Set<Point> byPayer(Point point, int at, Asked asked, Operation.Card card) {
        var after = new HashSet<>(pay(point, at, asked, card));
        after.addAll(over(point, at, point.guess(), isLoose(asked)));
        return after;
    }

    private Set<Point> capture(Point point, int at, Asked asked) {
        var guess = point.guess();
        long wanted = asked.operation().wanted();
        long taken = wanted == 0 ? guess.capturable() : wanted;
        return isFreelyHeld(guess) && taken <= guess.capturable()
                ? call(point, at, asked, Status.REQUIRES_CAPTURE, What.CAPTURE, Operation.Card.NONE, taken)
                : refused(point, at, asked);
    }

    private Set<Point> cancel(Point point, int at, Asked asked) {
        var guess = point.guess();
        if (!isSession && (guess.status().awaitsMethod() || guess.status() == Status.REQUIRES_ACTION)) {
            var over = guess.in(Status.CANCELED).taking(asked.operation());
            return over(point, at, over, answers(asked, over));
        }
        return isFreelyHeld(guess)
                ? call(point, at, asked, Status.REQUIRES_CAPTURE, What.RELEASE, Operation.Card.NONE, 0)
                : refused(point, at, asked);
    }

    /// A session whose time is over reads as expired before anybody has written so.
    private Set<Point> expire(Point point, int at, Asked asked) {
        var guess = point.guess();
        if (isWeekOver && asked.isRefusal()) {
            return refused(point, at, asked);
        }
        if (guess.status().awaitsMethod()) {
            var over = guess.in(Status.CANCELED).taking(asked.operation());
            return over(point, at, over, !asked.isKnown() || asked.says("expired"));
        }
        return refused(point, at, asked);
    }

    /// One that has reached its bank, or whoever takes it there, is not canceled any more.
    private Set<Point> cancelRefund(Point point, int at, Asked asked) {
        var guess = point.guess();
        var refund = asked.refund().orElseThrow();
        var taken = guess.taking(asked.operation());
        if (asked.says("canceled")) {
            return mayBeDisputed
                    ? over(point, at, taken, !refund.isOver())
                    : over(
                            point,
                            at,
                            taken.refunding(-refund.amount()),
                            !refund.isOver() && refund.amount() <= guess.back());
        }
        if (asked.isRefusal() || asked.reply().status() == 409) {
            return asked.isRefusal() ? refused(point, at, asked) : over(point, at, guess, true);
        }
        return over(point, at, taken, !asked.isKnown() || !refund.isOver() && asked.says("pending"));
    }

    /// What is to go back is taken out of what is left at once. How it goes is another matter: however often it is lost
    /// on the way, it goes in the end.
    private Set<Point> refund(Point point, int at, Asked asked) {
        var guess = point.guess();
        long left = guess.status() == Status.SUCCEEDED ? guess.received() - guess.back() : 0;
        long wanted = asked.operation().wanted() == 0 ? left : asked.operation().wanted();
        if (mayBeDisputed && asked.isKnown()) {
            boolean isMade = asked.reply().status() == 200;
            return isMade ? over(point, at, guess.taking(asked.operation()), true) : refused(point, at, asked);
        }
        if (wanted == 0 || wanted > left) {
            return refused(point, at, asked);
        }
        boolean mayBeLost = isLoose(asked);
        boolean isExpected = asked.reply().status() == 200
                && asked.reply().body().contains("\"amount\":" + wanted)
                && (mayBeLost || asked.reply().body().contains("\"status\":\"succeeded\""));
        return over(point, at, guess.refunding(wanted).taking(asked.operation()), !asked.isKnown() || isExpected);
    }

    private static boolean isFreelyHeld(Guess guess) {
        return guess.status() == Status.REQUIRES_CAPTURE && guess.open().isEmpty();
    }

    private static Set<Point> call(
            Point point, int at, Asked asked, Status status, What what, Operation.Card card, long taken) {
        boolean isLoose = isLoose(asked);
        var open = new Open(what, asked.operation().key(), card, taken, isLoose);
        return Set.of(
                point.with(at, CALLING, point.guess().taking(asked.operation()).asking(status, open)));
    }

    private static boolean isLoose(Asked asked) {
        return asked.isLoose() || asked.operation().isFaulty();
    }

    private static Set<Point> refused(Point point, int at, Asked asked) {
        boolean isExpected = asked.isRefusal()
                && Set.of(
                                "payment_intent_unexpected_state",
                                "parameter_missing",
                                "amount_too_large",
                                "charge_not_captured",
                                "charge_already_refunded",
                                "charge_disputed",
                                "refund_unexpected_state",
                                "payment_intent_of_session",
                                "payment_in_progress",
                                "checkout_session_unexpected_state")
                        .contains(asked.code());
        return over(point, at, point.guess(), !asked.isKnown() || isExpected);
    }

    // Ending

    private Set<Point> end(Point point, int at, Asked asked) {
        var guess = point.guess();
        var open = guess.open()
                .filter(question -> question.key() == asked.operation().key());
        if (isLoose(asked)) {
            boolean isPayer = !asked.operation().kind().isKeyed();
            return over(point, at, guess, isPayer || asked.isKept() || !asked.isKnown());
        }
        if (!asked.operation().kind().isKeyed()) {
            return open.<Set<Point>>map(question -> seenByPayer(point, at, asked, answered(guess, question)))
                    .orElse(Set.of());
        }
        return open.<Set<Point>>map(question -> over(point, at, asked, answered(guess, question)))
                .orElse(Set.of());
    }

    private Set<Point> over(Point point, int at, Asked asked, Guess after) {
        boolean isDeclined = after.status() == Status.REQUIRES_PAYMENT_METHOD;
        boolean isExpected = isDeclined
                ? asked.reply().status() == 402 && asked.status().equals(Optional.of(after.status()))
                : asked.shows(after);
        return over(point, at, after, isExpected);
    }

    /// Whoever has paid is led to the shop, and nobody else.
    private static Set<Point> seenByPayer(Point point, int at, Asked asked, Guess after) {
        boolean isPaid = after.status() == Status.SUCCEEDED || after.status() == Status.REQUIRES_CAPTURE;
        return over(
                point,
                at,
                after,
                isPaid
                                == (asked.reply().status() == 303
                                        && asked.reply().location().contains("shop.example"))
                        || after.status() == Status.REQUIRES_ACTION);
    }

    /// What a question ends with when nothing goes wrong.
    private Guess answered(Guess guess, Open open) {
        return switch (open.what()) {
            case PAYMENT ->
                switch (open.card()) {
                    case GOOD, DISPUTED, SAVED -> guess.paid(amount, isManual);
                    case CHALLENGED -> guess.in(Status.REQUIRES_ACTION);
                    case DECLINED, POOR, NONE -> guess.in(Status.REQUIRES_PAYMENT_METHOD);
                };
            case CAPTURE -> guess.captured(open.amount());
            case RELEASE -> guess.in(Status.CANCELED);
        };
    }

    private static boolean answers(Asked asked, Guess guess) {
        return !asked.isKnown() || asked.shows(guess);
    }

    private static Set<Point> over(Point point, int at, Guess after, boolean isExpected) {
        return isExpected ? Set.of(point.with(at, OVER, after)) : Set.of();
    }
}

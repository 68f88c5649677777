package dev.caisse.simulation;

import dev.caisse.simulation.Operation.Card;
import dev.caisse.simulation.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Writes stories. The same seed and number give the same story, whatever was done before.
final class Plan {
    private static final List<String> PAYING = List.of(
            "lost-answer=authorize",
            "timeout=authorize",
            "refuse=authorize",
            "late=authorize:3000",
            "late=authorize:32000",
            "late=authorize:37000",
            "partial",
            "latency=30ms",
            "lost-answer=authorize late=lookup:3000",
            "lost-answer=authorize lost-answer=cancel",
            "timeout=authorize lost-answer=cancel",
            "timeout=authorize late=cancel:32000",
            "late=authorize:37000 lost-answer=cancel",
            "refuse=authorize refuse=cancel",
            "timeout=authorize refuse=lookup",
            "down");
    private static final List<String> CAPTURING = List.of(
            "lost-answer=capture",
            "timeout=capture",
            "refuse=capture",
            "late=capture:3000",
            "late=capture:32000",
            "late=capture:37000",
            "timeout=capture lost-answer=cancel",
            "refuse=capture timeout=cancel",
            "latency=30ms");
    private static final List<String> CANCELING = List.of(
            "lost-answer=cancel",
            "refuse=cancel",
            "timeout=cancel refuse=lookup",
            "late=cancel:3000",
            "late=cancel:32000",
            "late=cancel:37000",
            "latency=30ms");
    private static final List<String> REFUNDING = List.of(
            "lost-answer=refund",
            "timeout=refund",
            "refuse=refund",
            "late=refund:3000",
            "late=refund:32000",
            "late=refund:37000",
            "timeout=refund lost-answer=cancel",
            "timeout=refund refuse=cancel",
            "lost-answer=refund late=lookup:3000");

    /// What a story is about.
    private enum Theme {
        PAYMENT,
        CUSTOMER,
        SESSION,
        DISPUTE
    }

    private final long seed;
    private final boolean kills;

    /// @param kills whether nodes die
    Plan(long seed, boolean kills) {
        this.seed = seed;
        this.kills = kills;
    }

    Story story(long number) {
        return new Writing(new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number), number).story();
    }

    private final class Writing {
        private final RandomGenerator random;
        private final long number;
        private final List<List<Operation>> steps = new ArrayList<>();
        private Theme theme = Theme.PAYMENT;
        private int operations;

        Writing(RandomGenerator random, long number) {
            this.random = random;
            this.number = number;
        }

        Story story() {
            boolean isManual = random.nextInt(5) < 3;
            long amount = 2 + random.nextInt(100_000);
            theme = random.nextBoolean()
                    ? Theme.PAYMENT
                    : pick(List.of(Theme.CUSTOMER, Theme.SESSION, Theme.SESSION, Theme.DISPUTE));
            switch (theme) {
                case SESSION -> {
                    step(operation(Kind.SESSION, Card.NONE, 0, ""), false);
                    step(operation(Kind.PAY, typed(), 0, ""), true);
                }
                case CUSTOMER -> {
                    step(operation(Kind.CUSTOMER, Card.NONE, 0, ""), false);
                    step(operation(Kind.SETUP, Card.NONE, 0, random.nextInt(8) == 0 ? pick(PAYING) : ""), false);
                    step(operation(Kind.CREATE, Card.NONE, 0, ""), false);
                    step(paying(Kind.CONFIRM, card()), true);
                }
                default -> made();
            }
            int more = 2 + random.nextInt(isManual ? 6 : 3);
            for (int i = 0; i < more; i++) {
                step(next(isManual, amount), true);
            }
            if (random.nextInt(isManual || theme == Theme.SESSION ? 8 : 40) == 0) {
                steps.add(week(isManual, amount));
            }
            return new Story(number, "story " + seed + "-" + number, amount, isManual, List.copyOf(steps));
        }

        /// Now and then somebody comes in the last moment.
        private List<Operation> week(boolean isManual, long amount) {
            var week = new ArrayList<>(List.of(operation(Kind.WEEK, Card.NONE, 0, "")));
            for (int rivals = random.nextInt(3); rivals > 0; rivals--) {
                var rival = next(isManual, amount);
                if (rival.again().isEmpty()) {
                    week.add(rival);
                }
            }
            return List.copyOf(week);
        }

        private void made() {
            boolean isConfirmed = random.nextInt(3) > 0;
            var first = isConfirmed
                    ? paying(
                            Kind.CREATE_CONFIRMED,
                            random.nextInt(4) > 0 ? good() : pick(List.of(Card.DECLINED, Card.POOR, Card.CHALLENGED)))
                    : operation(Kind.CREATE, random.nextInt(4) == 0 ? Card.GOOD : Card.NONE, 0, "");
            step(first, false);
            if (!isConfirmed) {
                step(paying(Kind.CONFIRM, card()), true);
            }
        }

        private Operation next(boolean isManual, long amount) {
            var before = steps.getLast().getFirst();
            if (before.kind() == Kind.REFUND && before.isFaulty() && random.nextBoolean()) {
                return operation(Kind.CANCEL_REFUND, Card.NONE, 0, random.nextInt(6) == 0 ? pick(CANCELING) : "");
            }
            if (before.card() == Card.CHALLENGED && random.nextInt(3) > 0) {
                return operation(Kind.RETURN, Card.NONE, 0, "");
            }
            int dice = random.nextInt(100);
            if (theme == Theme.DISPUTE && dice < 20) {
                return operation(Kind.CONTEST, Card.NONE, 0, "");
            }
            if (theme == Theme.SESSION && dice < 30) {
                return random.nextInt(3) == 0
                        ? operation(Kind.EXPIRE, Card.NONE, 0, "")
                        : operation(Kind.PAY, typed(), 0, "");
            }
            if (dice < 18) {
                return paying(Kind.CONFIRM, card());
            }
            if (dice < (isManual ? 45 : 22)) {
                return capture(amount);
            }
            if (dice < (isManual ? 62 : 60)) {
                return refund(amount);
            }
            if (dice < (isManual ? 77 : 70)) {
                return operation(Kind.CANCEL, Card.NONE, 0, random.nextInt(8) == 0 ? pick(CANCELING) : "");
            }
            return dice < 88 ? again() : operation(Kind.RETRIEVE, Card.NONE, 0, "");
        }

        private Operation capture(long amount) {
            long part = random.nextInt(10) == 0 ? amount + 1 : 1 + random.nextLong(amount);
            return operation(
                    Kind.CAPTURE,
                    Card.NONE,
                    random.nextBoolean() ? 0 : part,
                    random.nextInt(6) == 0 ? pick(CAPTURING) : "");
        }

        private Operation refund(long amount) {
            long part = 1 + random.nextLong(random.nextBoolean() ? amount : Math.max(1, amount / 3));
            return operation(
                    Kind.REFUND,
                    Card.NONE,
                    random.nextInt(3) == 0 ? 0 : part,
                    random.nextInt(6) == 0 ? pick(REFUNDING) : "");
        }

        private Operation paying(Kind kind, Card card) {
            var fault = random.nextInt(8) == 0 ? pick(PAYING) : "";
            return operation(kind, card, 0, fault);
        }

        private Card card() {
            int dice = random.nextInt(20);
            return dice < 13
                    ? good()
                    : dice < 16 ? Card.DECLINED : dice < 18 ? Card.POOR : dice < 19 ? Card.CHALLENGED : Card.NONE;
        }

        private Card good() {
            return switch (theme) {
                case CUSTOMER -> Card.SAVED;
                case DISPUTE -> Card.DISPUTED;
                default -> Card.GOOD;
            };
        }

        /// A card that a payer may type.
        private Card typed() {
            return pick(List.of(Card.GOOD, Card.GOOD, Card.GOOD, Card.DECLINED, Card.POOR, Card.CHALLENGED));
        }

        /// Alone, or with others at once.
        private void step(Operation first, boolean mayRace) {
            var racing = new ArrayList<>(List.of(first));
            int dice = random.nextInt(100);
            if (dice < 12) {
                racing.add(first.again(operations++, random.nextInt(Nodes.COUNT), false));
            } else if (mayRace && dice < 22) {
                racing.add(rival(first));
            } else if (mayRace && dice < 25) {
                racing.add(rival(first));
                racing.add(rival(first));
            }
            if (kills && random.nextInt(4000) == 0) {
                racing.add(operation(Kind.KILL, Card.NONE, 0, ""));
            }
            steps.add(List.copyOf(racing));
        }

        private Operation rival(Operation first) {
            return switch (first.kind()) {
                case CAPTURE ->
                    random.nextBoolean()
                            ? operation(Kind.CANCEL, Card.NONE, 0, "")
                            : operation(Kind.CAPTURE, Card.NONE, 0, "");
                case CANCEL ->
                    random.nextBoolean() ? operation(Kind.CAPTURE, Card.NONE, 0, "") : paying(Kind.CONFIRM, good());
                case REFUND -> refund(first.amount() * 2 + 1);
                case PAY, EXPIRE ->
                    random.nextBoolean()
                            ? operation(Kind.EXPIRE, Card.NONE, 0, "")
                            : operation(Kind.PAY, typed(), 0, "");
                default ->
                    random.nextInt(4) == 0 ? operation(Kind.CANCEL, Card.NONE, 0, "") : paying(Kind.CONFIRM, card());
            };
        }

        private Operation again() {
            var before = steps.stream()
                    .flatMap(List::stream)
                    .filter(done -> done.kind().isKeyed())
                    .toList();
            var one = before.get(random.nextInt(before.size()));
            boolean isOther = one.kind().hasOther() && one.again().isEmpty() && random.nextInt(3) == 0;
            return one.again(operations++, random.nextInt(Nodes.COUNT), isOther);
        }

        private Operation operation(Kind kind, Card card, long amount, String fault) {
            return new Operation(
                    operations++, kind, random.nextInt(Nodes.COUNT), card, amount, fault, Optional.empty(), false);
        }

        private <T> T pick(List<T> words) {
            return words.get(random.nextInt(words.size()));
        }
    }
}

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
            "late=authorize:12000",
            "late=authorize:17000",
            "partial",
            "latency=30ms",
            "lost-answer=authorize late=lookup:3000",
            "lost-answer=authorize lost-answer=cancel",
            "timeout=authorize lost-answer=cancel",
            "timeout=authorize late=cancel:12000",
            "late=authorize:17000 lost-answer=cancel");
    private static final List<String> CAPTURING = List.of(
            "lost-answer=capture",
            "timeout=capture",
            "refuse=capture",
            "late=capture:3000",
            "late=capture:12000",
            "late=capture:17000",
            "timeout=capture lost-answer=cancel",
            "latency=30ms");
    private static final List<String> CANCELING =
            List.of("lost-answer=cancel", "late=cancel:3000", "late=cancel:12000", "late=cancel:17000", "latency=30ms");
    private static final List<String> REFUNDING = List.of(
            "lost-answer=refund",
            "timeout=refund",
            "refuse=refund",
            "late=refund:3000",
            "late=refund:12000",
            "late=refund:17000",
            "timeout=refund lost-answer=cancel",
            "lost-answer=refund late=lookup:3000");
    /// Nobody ever learns how it ended.
    private static final List<String> HOPELESS =
            List.of("down", "timeout=authorize refuse=lookup", "refuse=authorize refuse=cancel");

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
        private int operations;

        Writing(RandomGenerator random, long number) {
            this.random = random;
            this.number = number;
        }

        Story story() {
            boolean isManual = random.nextInt(5) < 3;
            long amount = 2 + random.nextInt(100_000);
            boolean isConfirmed = random.nextInt(3) > 0;
            var first = isConfirmed
                    ? paying(
                            Kind.CREATE_CONFIRMED,
                            random.nextInt(4) > 0
                                    ? Card.GOOD
                                    : pick(List.of(Card.DECLINED, Card.POOR, Card.CHALLENGED)))
                    : operation(Kind.CREATE, random.nextInt(4) == 0 ? Card.GOOD : Card.NONE, 0, "");
            step(first, false);
            if (!isConfirmed) {
                step(paying(Kind.CONFIRM, card()), true);
            }
            int more = 2 + random.nextInt(isManual ? 6 : 3);
            for (int i = 0; i < more; i++) {
                step(next(isManual, amount), true);
            }
            return new Story(number, "story " + seed + "-" + number, amount, isManual, List.copyOf(steps));
        }

        private Operation next(boolean isManual, long amount) {
            int dice = random.nextInt(100);
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
            int dice = random.nextInt(1000);
            var fault = dice < 3 ? pick(HOPELESS) : dice < 130 ? pick(PAYING) : "";
            return operation(kind, card, 0, fault);
        }

        private Card card() {
            int dice = random.nextInt(20);
            return dice < 13
                    ? Card.GOOD
                    : dice < 16 ? Card.DECLINED : dice < 18 ? Card.POOR : dice < 19 ? Card.CHALLENGED : Card.NONE;
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
                    random.nextBoolean() ? operation(Kind.CAPTURE, Card.NONE, 0, "") : paying(Kind.CONFIRM, Card.GOOD);
                case REFUND -> refund(first.amount() * 2 + 1);
                default ->
                    random.nextInt(4) == 0 ? operation(Kind.CANCEL, Card.NONE, 0, "") : paying(Kind.CONFIRM, card());
            };
        }

        private Operation again() {
            var before = steps.stream()
                    .flatMap(List::stream)
                    .filter(done -> done.kind() != Kind.KILL && done.kind() != Kind.RETRIEVE)
                    .toList();
            var one = before.get(random.nextInt(before.size()));
            boolean isOther = one.again().isEmpty() && random.nextInt(3) == 0;
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

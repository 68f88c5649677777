package dev.caisse.simulation;

import dev.caisse.simulation.Operation.Kind;
import dev.caisse.simulation.Wire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Tells many stories at once against the real program, a step of each in a round, and looks after every round whether
/// all that is to be seen could be. The clock moves when all who still work wait for the bank.
final class Simulation implements AutoCloseable {
    private static final int AT_ONCE = 192;
    /// As long as the program is cold, a bank's answer that is waited for too long would look like one that was lost.
    private static final int AT_FIRST = 6;
    private static final int WARMING = 6;
    /// Of a round, in which the clock is not moved for those who do not wait for the bank.
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final int CHECKED_AT_ONCE = 240;
    private static final Duration HANG = Nodes.CONNECTOR_TIMEOUT.plusSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(4);
    /// A little more than what is held is held for, and a session lives.
    private static final Duration WEEK = Duration.ofDays(7).plusHours(1);
    private static final int SLEEPING = 100;
    private static final int BEFORE_FORGETTING = 50_000;
    private static final int ROUNDS_TO_SETTLE = 2000;

    private final Nodes nodes = new Nodes();
    private final Checks checks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Told> telling = new ArrayList<>();
    private final List<Told> settling = new ArrayList<>();
    private final List<Told> sleeping = new ArrayList<>();
    private final List<Told> settled = new ArrayList<>();
    private final Map<Told, Integer> waits = new HashMap<>();
    private long operations;
    private long refused;
    private long kills;
    private long payments;
    private long rounds;
    private long weeks;
    private long turnedAway;
    private long unsure;
    private long forgotten;
    private int atOnce = AT_FIRST;

    Simulation() {
        checks = new Checks(nodes.database().db());
    }

    /// Changes the database behind the program's back.
    void change(String sql) {
        nodes.database().db().run(sql);
    }

    /// What was done so far.
    record Done(
            long operations,
            long refused,
            long payments,
            long turnedAway,
            long unsure,
            long kills,
            long weeks,
            Duration ahead) {}

    Done done() {
        return new Done(
                operations,
                refused,
                payments,
                turnedAway,
                unsure,
                kills,
                weeks,
                Duration.ofMillis(nodes.clock().nowMs() - System.currentTimeMillis()));
    }

    /// Tells what it is given until nothing more comes, and then to the end.
    ///
    /// @param next null when there is no more
    /// @param progress hears of the number of operations after each round
    /// @throws Finding as soon as something is found
    void run(Supplier<Story> next, LongConsumer progress) {
        boolean isMore = true;
        while (isMore || !telling.isEmpty() || !settling.isEmpty() || !sleeping.isEmpty()) {
            boolean isFull = operations - forgotten >= BEFORE_FORGETTING;
            boolean isQuiet = telling.isEmpty() && settling.isEmpty();
            if (isQuiet && !sleeping.isEmpty() && (isFull || !isMore || sleeping.size() >= SLEEPING)) {
                wake();
                progress.accept(operations);
                continue;
            }
            if (isFull && isQuiet) {
                forget();
                continue;
            }
            while (isMore && !isFull && sleeping.size() < SLEEPING && telling.size() < atOnce) {
                var story = next.get();
                isMore = story != null;
                if (isMore) {
                    telling.add(new Told(story));
                    payments++;
                }
            }
            round();
            progress.accept(operations);
        }
        check();
    }

    /// Rows are no longer looked at when their payment is over; without them everything is as fast as at the beginning.
    private void forget() {
        check();
        checks.forget();
        forgotten = operations;
    }

    /// Seven days pass for all who wait for it, when nobody else is at work.
    private void wake() {
        check();
        telling.addAll(sleeping);
        sleeping.clear();
        weeks++;
        round();
    }

    /// Forgets what is under way, for another run on the same nodes.
    void drop() {
        telling.clear();
        settling.clear();
        sleeping.clear();
        settled.clear();
        waits.clear();
    }

    /// No more than what a round can do without anybody waiting for long: on a busy machine that is less.
    private void pace(long tookNanos) {
        boolean isSlow = tookNanos > SLOW.toNanos();
        boolean isWarmer = rounds % WARMING == 0;
        atOnce = isSlow ? Math.max(AT_FIRST, atOnce / 2) : isWarmer ? Math.min(AT_ONCE, atOnce * 2) : atOnce;
    }

    private record Under(Told told, List<Operation> operations, List<Future<Heard>> replies) {}

    /// @param isLate whether so much time passed that a bank's answer, too, may have come too late
    private record Heard(Reply reply, boolean isLate) {}

    private void round() {
        long beganNanos = System.nanoTime();
        roundOf(telling);
        pace(System.nanoTime() - beganNanos);
    }

    private void roundOf(List<Told> these) {
        rounds++;
        boolean isWeek = false;
        var deaths = new ArrayList<Integer>();
        var undone = new AtomicInteger();
        var rushing = new AtomicInteger();
        var under = new ArrayList<Under>();
        for (var told : these) {
            var step = told.next();
            var replies = new ArrayList<Future<Heard>>();
            for (var operation : step) {
                if (operation.kind().isFate()) {
                    isWeek |= operation.kind() == Kind.WEEK;
                    if (operation.kind() == Kind.KILL) {
                        deaths.add(operation.node());
                    }
                    replies.add(null);
                } else {
                    undone.incrementAndGet();
                    rushing.addAndGet(told.story().isFaulty(operation) ? 0 : 1);
                    replies.add(threads.submit(() -> asked(told, operation, undone, rushing)));
                }
            }
            under.add(new Under(told, step, replies));
        }
        die(deaths);
        if (isWeek) {
            pause(Duration.ofMillis(new SplittableRandom(rounds).nextInt(30)));
            nodes.advance(WEEK);
        }
        await(undone, rushing);
        deaths.stream().distinct().forEach(nodes::revive);
        hear(under, isWeek || !deaths.isEmpty());
        look();
    }

    private Heard asked(Told told, Operation operation, AtomicInteger undone, AtomicInteger rushing) {
        long beganMs = nodes.clock().nowMs();
        long beganNanos = System.nanoTime();
        try {
            var reply = new Question(nodes, told).ask(operation);
            long tookMs = nodes.clock().nowMs() - beganMs;
            // A machine that stands still for so long keeps the bank, too, from writing.
            boolean stood = System.nanoTime() - beganNanos >= Nodes.COMMIT_PATIENCE.toNanos();
            return new Heard(reply, stood || tookMs >= Nodes.CONNECTOR_TIMEOUT.toMillis());
        } finally {
            undone.decrementAndGet();
            rushing.addAndGet(told.story().isFaulty(operation) ? 0 : -1);
        }
    }

    /// At moments that the plan cannot know, so that every run dies somewhere else.
    private void die(List<Integer> deaths) {
        deaths.stream().distinct().limit(Nodes.COUNT - 1).forEach(node -> {
            pause(Duration.ofMillis(new SplittableRandom(rounds).nextInt(12)));
            nodes.kill(node);
            kills++;
        });
        if (deaths.stream().distinct().count() > Nodes.COUNT - 1) {
            int last = deaths.stream()
                    .distinct()
                    .skip(Nodes.COUNT - 1L)
                    .findFirst()
                    .orElseThrow();
            nodes.kill(last);
            kills++;
        }
    }

    private void await(AtomicInteger undone, AtomicInteger rushing) {
        while (undone.get() > 0) {
            pause(Duration.ofMillis(1));
            if (rushing.get() == 0 && undone.get() > 0) {
                pause(LOOK);
                nodes.advance(HANG);
            }
        }
        if (rounds % 4 == 0 && !settling.isEmpty()) {
            nodes.advance(HANG);
        }
    }

    private void hear(List<Under> under, boolean isLoose) {
        for (var one : under) {
            var asked = new ArrayList<Asked>();
            for (int i = 0; i < one.operations().size(); i++) {
                var operation = one.operations().get(i);
                var future = one.replies().get(i);
                var heard = future == null ? new Heard(Reply.NONE, false) : replied(future);
                var reply = heard.reply();
                boolean isUnsure = (reply.isUnsure() || heard.isLate())
                        && !isLoose
                        && !one.told().story().isFaulty(operation);
                boolean isFaulty = one.told().story().isFaulty(operation)
                        || isUnsure
                        // A page that only says how things stand: nobody may know yet.
                        || operation.kind() == Kind.PAY && reply.status() == 200
                        || reply.status() == 503 && !operation.kind().isKeyed();
                unsure += isUnsure ? 1 : 0;
                asked.add(new Asked(operation, reply, one.told().canceled(operation), isLoose || isFaulty));
                operations++;
                refused += reply.status() == 400 || reply.status() == 409 ? 1 : 0;
                boolean isBroken = !reply.isKnown()
                        && !isLoose
                        && !isFaulty
                        && !operation.kind().isFate()
                        && reply != Question.SKIPPED;
                turnedAway += reply.isTurnedAway() && !isLoose ? 1 : 0;
                if (isBroken && !reply.isTurnedAway()) {
                    throw one.told().found("every request is answered", operation + " -> " + reply);
                }
            }
            asked.removeIf(
                    each -> each.reply() == Question.SKIPPED || each.reply().isTurnedAway());
            one.told().answered(asked);
        }
    }

    /// Whoever has been answered says so a moment before their thread is over.
    private static Heard replied(Future<Heard> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void look() {
        var known = Stream.concat(telling.stream(), settling.stream())
                .filter(told -> told.intent().isPresent())
                .toList();
        var seen = checks.look(known.stream().map(told -> told.intent().get()).toList());
        for (var told : known) {
            var now = seen.get(told.intent().get());
            if (now == null) {
                throw told.found("what was answered is there", "there is no such payment");
            }
            told.seen(now);
        }
        settling.removeIf(told -> isSettled(told, seen));
        telling.removeIf(told -> told.isSleeping() && sleeping.add(told));
        telling.removeIf(
                told -> told.isOver() && (told.intent().isEmpty() || isSettled(told, seen) || settling.add(told)));
        if (settled.size() >= CHECKED_AT_ONCE) {
            check();
        }
        if (telling.isEmpty() && !settling.isEmpty()) {
            pause(Duration.ofMillis(50));
        }
    }

    private boolean isSettled(Told told, Map<Long, Checks.Seen> seen) {
        var now = seen.get(told.intent().get());
        // Their bank may tell of them at any moment.
        boolean isConvinced = now.status() == Guess.Status.REQUIRES_ACTION
                && told.story().has(operation -> operation.kind() == Kind.RETURN);
        if (isConvinced) {
            return true;
        }
        boolean isQuiet =
                now.open() == 0 && now.status() != Guess.Status.PROCESSING && !told.mustNotWaitIn(now.status());
        if (isQuiet) {
            settled.add(told);
            waits.remove(told);
        } else if (waits.merge(told, 1, Integer::sum) > ROUNDS_TO_SETTLE) {
            throw told.found("nothing stays unknown", "after " + ROUNDS_TO_SETTLE + " rounds it is still " + now);
        }
        return isQuiet;
    }

    private void check() {
        if (settled.isEmpty()) {
            return;
        }
        var byIntent = new HashMap<Long, Told>();
        settled.forEach(told -> byIntent.put(told.intent().get(), told));
        checks.fault(List.copyOf(byIntent.keySet())).ifPresent(fault -> {
            throw byIntent.get(fault.intent()).found(fault.invariant(), fault.about());
        });
        var keys = settled.stream().flatMap(told -> told.keys().stream()).toList();
        checks.unanswered(keys).ifPresent(key -> {
            throw settled.getFirst().found("every request is answered in the end", key);
        });
        settled.clear();
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.close();
        nodes.close();
    }
}

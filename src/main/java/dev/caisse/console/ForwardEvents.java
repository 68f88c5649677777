package dev.caisse.console;

import dev.caisse.console.LocalProgram.Outcome;
import dev.caisse.platform.time.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Forwards a running server's events to a local program, in the order in which they are heard, a few at a time, and
/// prints a line for each. Each is sent once and never again: a server that is away is waited for, a program that is
/// away is not.
public final class ForwardEvents {
    private static final int AT_ONCE = 8;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration TO_FINISH = Duration.ofSeconds(2);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final RunningServer server;
    private final LocalProgram program;
    private final Predicate<String> isWanted;
    private final Clock clock;
    private final PrintStream out;
    private final FollowEvents follow;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean hasBegun;
    private boolean isAway;

    /// @param isWanted of a type of events
    public ForwardEvents(
            RunningServer server, LocalProgram program, Predicate<String> isWanted, Clock clock, PrintStream out) {
        this.server = server;
        this.program = program;
        this.isWanted = isWanted;
        this.clock = clock;
        this.out = out;
        this.follow = new FollowEvents(server);
    }

    /// Returns when it is stopped.
    ///
    /// @throws Failed when the server is no Caisse, or refuses the key
    public void run() {
        try (var sending = Executors.newVirtualThreadPerTaskExecutor()) {
            do {
                look(sending);
            } while (!isStoppedAfter(BETWEEN_LOOKS));
        } finally {
            summarize();
            ended.countDown();
        }
    }

    /// Ends [#run]: nothing more is read, and what is under way has two seconds to finish. Returns when the summary is
    /// printed.
    public void stop() {
        stopping.countDown();
        server.close();
        if (!awaits(ended, TO_FINISH)) {
            program.close();
            awaits(ended, TO_FINISH);
        }
    }

    private void look(ExecutorService sending) {
        try {
            if (!hasBegun) {
                follow.begin();
                hasBegun = true;
                out.println("Ready: what happens from now on is forwarded. Ctrl-C ends it.");
            }
            follow.look(event -> forward(sending, event));
            if (isAway) {
                out.println("The server answers again.");
            }
            isAway = false;
        } catch (Unreachable e) {
            if (!isAway && !isStopped()) {
                out.println(e.getMessage() + " It is asked again until it does.");
            }
            isAway = true;
        }
    }

    private boolean forward(ExecutorService sending, HeardEvent event) {
        if (isWanted.test(event.type()) && !isStopped()) {
            places.acquireUninterruptibly();
            sending.execute(() -> {
                try {
                    tell(event, program.send(event.body()));
                } finally {
                    places.release();
                }
            });
        }
        return !isStopped();
    }

    private void tell(HeardEvent event, Outcome outcome) {
        boolean isReceived = outcome instanceof Outcome.Answered answered && answered.status() / 100 == 2;
        (isReceived ? received : failed).incrementAndGet();
        var heard = switch (outcome) {
            case Outcome.Answered answered -> answered.status() + "  " + answered.tookMs() + " ms";
            case Outcome.Failed failure -> "failed  " + failure.tookMs() + " ms: " + failure.why();
        };
        out.println("%s  %-40s  %s  %s"
                .formatted(TIME.format(Instant.ofEpochMilli(clock.nowMs())), event.type(), event.id(), heard));
    }

    private void summarize() {
        int all = received.get() + failed.get();
        out.println("Forwarded " + all + (all == 1 ? " event: " : " events: ") + received + " received, " + failed
                + " failed.");
    }

    private boolean isStopped() {
        return stopping.getCount() == 0;
    }

    private boolean isStoppedAfter(Duration pause) {
        return awaits(stopping, pause);
    }

    private static boolean awaits(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}

package dev.caisse;

import dev.caisse.api.Idempotency;
import dev.caisse.attempts.ReceiveNotice;
import dev.caisse.events.Days;
import dev.caisse.events.ForgetDays;
import dev.caisse.events.KeepPartitions;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Webhooks;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// What tables need that grow with time: partitions for the days to come, and an end for what is old enough.
final class Upkeep {
    private static final Duration FORGETTING_PAUSE = Duration.ofMinutes(5);
    private static final Duration ANSWERS_KEPT = Duration.ofHours(25);
    private static final int FORGOTTEN_AT_ONCE = 1000;

    private final Db db;
    private final Clock clock;
    private final Duration eventsKept;
    private final KeepPartitions keepPartitions;
    private final KeepPartitions keepDeliveries;

    private Upkeep(Db db, Clock clock, Duration eventsKept) {
        this.db = db;
        this.clock = clock;
        this.eventsKept = eventsKept;
        this.keepPartitions = new KeepPartitions(db, clock, Days.OF_EVENTS);
        this.keepDeliveries = new KeepPartitions(db, clock, Webhooks.DAYS);
    }

    /// Makes what has to be there before anything is written.
    static Upkeep begin(Db db, Clock clock, Duration eventsKept) {
        var upkeep = new Upkeep(db, clock, eventsKept);
        upkeep.keepPartitions.run();
        upkeep.keepDeliveries.run();
        return upkeep;
    }

    /// Starts the work that goes on from now on.
    List<Worker> start(Idempotency idempotency, ReceiveNotice receiveNotice) {
        var forgetEvents = new ForgetDays(db, clock, eventsKept, Days.OF_EVENTS);
        var forgetDeliveries = new ForgetDays(db, clock, eventsKept, Webhooks.DAYS);
        return List.of(
                Worker.start("keep-partitions", KeepPartitions.pause(), clock, keepPartitions::run),
                Worker.start("keep-partitions-of-deliveries", KeepPartitions.pause(), clock, keepDeliveries::run),
                Worker.start("forget-events", ForgetDays.pause(), clock, forgetEvents::run),
                Worker.start("forget-deliveries", ForgetDays.pause(), clock, forgetDeliveries::run),
                Worker.start("forget", FORGETTING_PAUSE, clock, () -> forget(idempotency, receiveNotice)));
    }

    /// In batches, each a transaction.
    private void forget(Idempotency idempotency, ReceiveNotice receiveNotice) {
        inBatches(most -> idempotency.forget(db, clock.nowMs() - ANSWERS_KEPT.toMillis(), most));
        inBatches(receiveNotice::forget);
    }

    private static void inBatches(IntUnaryOperator forget) {
        int forgotten;
        do {
            forgotten = forget.applyAsInt(FORGOTTEN_AT_ONCE);
        } while (forgotten == FORGOTTEN_AT_ONCE);
    }
}

package dev.caisse.webhooks;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Delivery.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/// Records what came of deliveries, many in one transaction. What the database does not take is kept and tried again.
final class RecordDeliveries {
    private static final int AT_ONCE = 500;
    /// Two nodes that record the same deliveries in different orders would wait for each other.
    private static final Comparator<Tried> ORDER = Comparator.comparingLong(
                    (Tried tried) -> tried.due().endpoint())
            .thenComparing(tried -> tried.due().event());

    private final Db db;
    private final Clock clock;
    private final RetrySchedule schedule;
    private final Deliveries deliveries;
    private final NoteHealth noteHealth;
    private final LinkedBlockingQueue<Tried> queue = new LinkedBlockingQueue<>();
    private List<Tried> underWay = List.of();
    private volatile Runnable wake = () -> {};

    RecordDeliveries(Db db, Clock clock, RetrySchedule schedule, Deliveries deliveries, NoteHealth noteHealth) {
        this.db = db;
        this.clock = clock;
        this.schedule = schedule;
        this.deliveries = deliveries;
        this.noteHealth = noteHealth;
    }

    /// Wakes whoever runs this, from any thread.
    void onAdd(Runnable wakeUp) {
        wake = wakeUp;
    }

    void add(Tried tried) {
        queue.add(tried);
        wake.run();
    }

    /// Records all there is. By one thread at a time.
    synchronized void run() {
        while (!underWay.isEmpty() || !queue.isEmpty()) {
            if (underWay.isEmpty()) {
                var batch = new ArrayList<Tried>();
                queue.drainTo(batch, AT_ONCE);
                batch.sort(ORDER);
                underWay = batch;
            }
            db.inTransaction(this::recorded);
            underWay = List.of();
        }
    }

    private Void recorded(Tx tx) {
        var again = new ArrayList<Tried>();
        var dueMs = new ArrayList<Long>();
        var failed = new ArrayList<Tried>();
        for (var tried : underWay) {
            if (tried.isFailure()) {
                next(tried)
                        .ifPresentOrElse(
                                ms -> {
                                    again.add(tried);
                                    dueMs.add(ms);
                                },
                                () -> failed.add(tried));
            }
        }
        end(tx, underWay.stream().filter(Tried::isSuccess).toList(), State.SUCCEEDED);
        end(tx, underWay.stream().filter(tried -> tried.call().isEmpty()).toList(), State.CANCELED);
        end(tx, failed, State.FAILED);
        if (!again.isEmpty()) {
            deliveries.postpone(tx, again, dueMs);
        }
        noteHealth.in(tx, underWay, failed);
        return null;
    }

    private java.util.Optional<Long> next(Tried tried) {
        return schedule.next(tried.due().tries() + 1, tried.due().firstMs(), clock.nowMs());
    }

    private void end(Tx tx, List<Tried> tried, State state) {
        if (!tried.isEmpty()) {
            deliveries.end(tx, tried, state);
        }
    }
}

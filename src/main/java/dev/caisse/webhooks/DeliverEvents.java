package dev.caisse.webhooks;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Delivery.Try;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the deliveries that this node has claimed, each on a thread of its own, and hands what came of them to
/// [RecordDeliveries]. Those of one endpoint never take the places of another's; what cannot begin in time is left to
/// whoever claims it next.
final class DeliverEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliverEvents.class);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);
    private static final int MOST_CALLS = 1024;
    /// Receivers that fail may take so many places, and those that answer all the others.
    private static final int MOST_CALLS_TO_THE_FAILING = 256;

    private final Db db;
    private final Clock clock;
    private final KnownEndpoints endpoints;
    private final CallReceiver call;
    private final RecordDeliveries record;
    private final Deliveries deliveries;
    private final Lanes lanes;
    private final Semaphore places = new Semaphore(MOST_CALLS, true);
    private final Semaphore placesOfTheFailing = new Semaphore(MOST_CALLS_TO_THE_FAILING, true);
    private volatile Runnable hungry = () -> {};
    private volatile boolean isStopping;

    DeliverEvents(
            Db db,
            Clock clock,
            KnownEndpoints endpoints,
            CallReceiver call,
            RecordDeliveries record,
            Deliveries deliveries,
            Lanes lanes) {
        this.db = db;
        this.clock = clock;
        this.endpoints = endpoints;
        this.call = call;
        this.record = record;
        this.deliveries = deliveries;
        this.lanes = lanes;
    }

    /// Called when an endpoint's lane has room again, and the database has more for it.
    void onHungry(Runnable claim) {
        hungry = claim;
    }

    /// Does not wait for any of them.
    void take(Collection<Job> jobs) {
        jobs.forEach(job -> begin(lanes.add(job)));
    }

    /// Gives back what has not begun, and waits for what has.
    @Override
    public void close() {
        isStopping = true;
        var left = lanes.drain().stream().map(Job::due).toList();
        if (!left.isEmpty()) {
            deliveries.giveBack(db, left, clock.nowMs());
        }
        acquireAll(places, MOST_CALLS);
        acquireAll(placesOfTheFailing, MOST_CALLS_TO_THE_FAILING);
    }

    private void begin(List<Job> jobs) {
        jobs.forEach(job -> Thread.ofVirtual().name("deliver").start(() -> work(job)));
    }

    private void work(Job job) {
        long endpoint = job.due().endpoint();
        var place = lanes.isFailing(endpoint) ? placesOfTheFailing : places;
        place.acquireUninterruptibly();
        var tried = Optional.<Tried>empty();
        try {
            tried = tried(job);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The delivery of event {} is left to its lease: {}",
                    job.due().event(),
                    e.toString());
        } finally {
            tried.ifPresent(record::add);
            place.release();
            boolean tells = tried.flatMap(Tried::call).isPresent();
            boolean isSuccess = tells && tried.get().isSuccess();
            begin(lanes.ended(endpoint, lane -> ended(lane, tells, isSuccess)));
            if (lanes.isHungry(endpoint)) {
                hungry.run();
            }
        }
    }

    private static void ended(Lane lane, boolean tells, boolean isSuccess) {
        if (tells) {
            lane.ended(isSuccess);
        } else {
            lane.ended();
        }
    }

    /// Empty when it is left to its lease; so is a failure that we may have brought about ourselves by stopping.
    private Optional<Tried> tried(Job job) {
        var due = job.due();
        if (isStopping || !due.mayBegin(clock.nowMs())) {
            return Optional.empty();
        }
        return endpoints
                .find(due.tenant(), due.endpoint())
                .map(destination -> called(job, destination)
                        .map(heard -> new Tried(due, Optional.of(heard)))
                        .filter(tried -> tried.isSuccess() || !isStopping))
                .orElseGet(() -> Optional.of(Tried.canceled(due)));
    }

    private Optional<Try> called(Job job, Destination destination) {
        byte[] body;
        try {
            body = job.payload().in(destination.dialect());
        } catch (RuntimeException e) {
            LOG.error("event {} cannot be written", job.due().event(), e);
            return Optional.of(new Try(
                    clock.nowMs(),
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("This server could not write the event.")));
        }
        return call.run(job.due().tenant(), destination, body);
    }

    private static void acquireAll(Semaphore semaphore, int all) {
        try {
            if (!semaphore.tryAcquire(all, PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("Some receivers have not answered yet; they are called again when their leases end.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

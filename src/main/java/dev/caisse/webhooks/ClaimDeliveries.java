package dev.caisse.webhooks;

import dev.caisse.api.Tenant;
import dev.caisse.events.Events;
import dev.caisse.events.Happened;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Deliveries.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Claims deliveries that are due: retries, what a crashed node left, and what there was no room for before. Takes for
/// each endpoint only as much as its lane has room for, so that nobody's backlog fills the claims of others.
final class ClaimDeliveries {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int ENDPOINTS_AT_ONCE = 50;

    private final Db db;
    private final Clock clock;
    private final Events events;
    private final WriteEvent writeEvent;
    private final Deliveries deliveries;
    private final Lanes lanes;
    private final DeliverEvents deliver;
    private final RecordDeliveries record;
    private volatile Runnable wake = () -> {};
    private volatile boolean hasLooked;
    private long lastLookNanos;
    private volatile long oldestDueMs = Long.MAX_VALUE;

    ClaimDeliveries(
            Db db,
            Clock clock,
            Events events,
            WriteEvent writeEvent,
            Deliveries deliveries,
            Lanes lanes,
            DeliverEvents deliver,
            RecordDeliveries record) {
        this.db = db;
        this.clock = clock;
        this.events = events;
        this.writeEvent = writeEvent;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.deliver = deliver;
        this.record = record;
    }

    void onLook(Runnable wakeUp) {
        wake = wakeUp;
    }

    /// Something was added that nobody has claimed.
    void lookNow() {
        hasLooked = false;
        wake.run();
    }

    /// Once a second looks at all endpoints; in between, when woken, only at those of which this node knows that they
    /// have more.
    void run() {
        var candidates = isTimeToLook() ? look() : lanes.hungry();
        for (int from = 0; from < candidates.size(); from += ENDPOINTS_AT_ONCE) {
            claim(candidates.subList(from, Math.min(candidates.size(), from + ENDPOINTS_AT_ONCE)));
        }
    }

    /// For how long the delivery that has waited longest could have been tried and was not.
    long overdueMs() {
        return Math.max(0, clock.nowMs() - oldestDueMs);
    }

    private boolean isTimeToLook() {
        long now = clock.monotonicNanos();
        boolean isTime = !hasLooked || now - lastLookNanos >= LOOK.toNanos();
        if (isTime) {
            hasLooked = true;
            lastLookNanos = now;
        }
        return isTime;
    }

    private List<Long> look() {
        var waiting = deliveries.waiting(db);
        long nowMs = clock.nowMs();
        oldestDueMs = waiting.stream().mapToLong(Waiting::dueMs).min().orElse(Long.MAX_VALUE);
        lanes.keep(waiting.stream().map(Waiting::endpoint).collect(Collectors.toSet()));
        return waiting.stream()
                .filter(one -> one.dueMs() <= nowMs)
                .map(Waiting::endpoint)
                .toList();
    }

    private void claim(List<Long> endpoints) {
        var rooms = new LinkedHashMap<Long, Integer>();
        for (var endpoint : endpoints) {
            int room = lanes.room(endpoint);
            if (room > 0) {
                rooms.put(endpoint, room);
            }
        }
        if (rooms.isEmpty()) {
            return;
        }
        var claimed = deliveries.claim(db, rooms, clock.nowMs());
        var counts = claimed.stream().collect(Collectors.groupingBy(DueDelivery::endpoint, Collectors.counting()));
        rooms.forEach((endpoint, room) -> lanes.more(endpoint, counts.getOrDefault(endpoint, 0L) >= room));
        deliver.take(jobs(claimed));
    }

    /// An event that is kept no longer is not delivered any more.
    private List<Job> jobs(List<DueDelivery> claimed) {
        var payloads = payloads(claimed);
        var jobs = new ArrayList<Job>();
        for (var due : claimed) {
            var payload = payloads.get(due.event());
            if (payload == null) {
                record.add(Tried.canceled(due));
            } else {
                jobs.add(new Job(due, payload));
            }
        }
        return jobs;
    }

    private Map<Long, Payload> payloads(List<DueDelivery> claimed) {
        var payloads = new HashMap<Long, Payload>();
        claimed.stream().collect(Collectors.groupingBy(DueDelivery::tenant)).forEach((tenant, due) -> {
            var pending = deliveries.pending(
                    db, tenant, due.stream().map(DueDelivery::event).toList());
            for (var happened : found(tenant, due)) {
                long id = happened.event().id();
                payloads.put(id, writeEvent.payload(happened, pending.getOrDefault(id, 1)));
            }
        });
        return payloads;
    }

    private List<Happened> found(Tenant tenant, List<DueDelivery> due) {
        return events.find(
                db,
                tenant,
                due.stream().mapToLong(DueDelivery::event).distinct().toArray());
    }
}

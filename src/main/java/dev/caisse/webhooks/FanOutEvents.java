package dev.caisse.webhooks;

import dev.caisse.events.Events;
import dev.caisse.events.Happened;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Deliveries.New;
import dev.caisse.webhooks.WebhookEndpoints.Interest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes of each event a delivery for each endpoint that wants it, in the transaction that marks the event. Any number
/// of nodes may do it. What this node has room for it claims as it writes it, and delivers at once.
final class FanOutEvents {
    private static final int AT_ONCE = 250;

    private final Db db;
    private final Clock clock;
    private final Events events;
    private final WriteEvent writeEvent;
    private final WebhookEndpoints endpoints;
    private final Deliveries deliveries;
    private final Lanes lanes;
    private final DeliverEvents deliver;

    FanOutEvents(
            Db db,
            Clock clock,
            Events events,
            WriteEvent writeEvent,
            WebhookEndpoints endpoints,
            Deliveries deliveries,
            Lanes lanes,
            DeliverEvents deliver) {
        this.db = db;
        this.clock = clock;
        this.events = events;
        this.writeEvent = writeEvent;
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.deliver = deliver;
    }

    /// What one transaction did.
    ///
    /// @param left endpoints for which there was no room
    private record Batch(int events, List<Job> claimed, List<Long> left) {
        static final Batch EMPTY = new Batch(0, List.of(), List.of());
    }

    /// Fans out all that waits.
    void run() {
        Batch batch;
        do {
            batch = db.inTransaction(this::batch);
            batch.left().forEach(endpoint -> lanes.more(endpoint, true));
            deliver.take(batch.claimed());
        } while (batch.events() == AT_ONCE);
    }

    private Batch batch(Tx tx) {
        var waiting = events.claimWaiting(tx, AT_ONCE);
        if (waiting.isEmpty()) {
            return Batch.EMPTY;
        }
        var interests = endpoints.interested(tx, waiting);
        events.markFannedOut(tx, waiting);
        return interests.isEmpty() ? new Batch(waiting.size(), List.of(), List.of()) : added(tx, waiting, interests);
    }

    private Batch added(Tx tx, List<Happened> waiting, List<Interest> interests) {
        long nowMs = clock.nowMs();
        var payloads = payloads(waiting, interests);
        var rooms = new HashMap<Long, Integer>();
        var rows = new ArrayList<New>();
        var claimed = new ArrayList<Job>();
        var left = new ArrayList<Long>();
        for (var interest : interests) {
            int room = rooms.computeIfAbsent(interest.endpoint(), lanes::room);
            rooms.put(interest.endpoint(), room - 1);
            long dueMs = room > 0 ? nowMs + DueDelivery.LEASE.toMillis() : nowMs;
            rows.add(new New(interest.tenant(), interest.event(), interest.endpoint(), dueMs));
            if (room > 0) {
                var due = new DueDelivery(interest.tenant(), interest.endpoint(), interest.event(), 1, 0, nowMs, nowMs);
                claimed.add(new Job(due, payloads.get(interest.event())));
            } else {
                left.add(interest.endpoint());
            }
        }
        deliveries.add(tx, rows, nowMs);
        return new Batch(waiting.size(), claimed, left.stream().distinct().toList());
    }

    /// One for each event, whoever wants it.
    private Map<Long, Payload> payloads(List<Happened> waiting, List<Interest> interests) {
        var wanting = interests.stream().collect(Collectors.groupingBy(Interest::event, Collectors.counting()));
        return waiting.stream()
                .collect(Collectors.toMap(
                        happened -> happened.event().id(),
                        happened -> writeEvent.payload(happened, (int)
                                (long) wanting.getOrDefault(happened.event().id(), 0L))));
    }
}

package dev.caisse.webhooks;

import dev.caisse.api.Dialects;
import dev.caisse.api.Routes;
import dev.caisse.api.Tenant;
import dev.caisse.api.Timelines;
import dev.caisse.api.Views;
import dev.caisse.events.Audience;
import dev.caisse.events.Days;
import dev.caisse.events.Events;
import dev.caisse.events.RenderEvent;
import dev.caisse.mail.TellMerchant;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Doorbell;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.metrics.Metrics;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The room's parts, put together: endpoints, and the workers that bring events to them.
public final class Webhooks implements AutoCloseable {
    /// What became of deliveries is kept as long as their events.
    public static final Days DAYS = new Days("deliveries_ended", "event_id", "false");

    /// Where the secrets of endpoints are kept.
    public static final List<SealedColumn> SEALED = WebhookSecrets.SEALED;

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RECORDING_POLL = Duration.ofMillis(200);

    private final Db db;
    private final Clock clock;
    private final Events events;
    private final Deliveries deliveries = new Deliveries();
    private final Receivers receivers;
    private final DeliverEvents deliver;
    private final RecordDeliveries record;
    private final ClaimDeliveries claim;
    private final List<Worker> workers;
    private final WebhookEndpointApi endpointApi;
    private final ResendApi resendApi;

    /// What the room needs of the house.
    ///
    /// @param timelines by which clock each tenant lives, as it is now
    /// @param version ours, for the user agent
    public record With(
            Db db,
            Ids ids,
            Clock clock,
            SecureRandom random,
            Keyset keyset,
            Events events,
            Views views,
            Timelines timelines,
            Doorbell doorbell,
            TellMerchant tellMerchant,
            String version,
            boolean allowsPrivateAddresses,
            Dialects dialects) {}

    private Webhooks(With with) {
        this.db = with.db();
        this.clock = with.clock();
        this.events = with.events();
        var endpoints = new WebhookEndpoints();
        var secrets = new WebhookSecrets(with.keyset(), with.random());
        var known = new KnownEndpoints(db, clock, secrets, endpoints, with.dialects());
        var render = new RenderEvent(with.views(), with.timelines());
        var writeEvent = new WriteEvent(render);
        var lanes = new Lanes();
        this.receivers = new Receivers(with.version(), with.allowsPrivateAddresses());
        var call = new CallReceiver(clock, receivers);
        this.record = new RecordDeliveries(
                db,
                clock,
                new RetrySchedule(with.random()),
                deliveries,
                new NoteHealth(events, endpoints, with.tellMerchant()));
        this.deliver = new DeliverEvents(db, clock, known, call, record, deliveries, lanes);
        this.claim = new ClaimDeliveries(db, clock, events, writeEvent, deliveries, lanes, deliver, record);
        var fanOut = new FanOutEvents(db, clock, events, writeEvent, endpoints, deliveries, lanes, deliver);

        var recording = Worker.start("record-deliveries", RECORDING_POLL, clock, record::run);
        var claiming = Worker.start("claim-deliveries", POLL, clock, claim::run);
        var fanningOut = Worker.start("fan-out-events", POLL, clock, fanOut::run);
        record.onAdd(recording::wake);
        deliver.onHungry(claiming::wake);
        with.doorbell().onRing(fanningOut::wake);
        this.workers = List.of(fanningOut, claiming, recording);

        var sendSample = new SendSample(with.ids(), known, writeEvent, call);
        this.endpointApi = new WebhookEndpointApi(
                db, clock, with.ids(), secrets, receivers, sendSample, endpoints, deliveries, known, with.dialects());
        this.resendApi = new ResendApi(db, clock, events, render, endpoints, deliveries, claim::lookNow);
        claim.onLook(claiming::wake);
    }

    /// Begins to deliver.
    public static Webhooks start(With with) {
        return new Webhooks(with);
    }

    /// Who hears of events.
    public static Audience audience(Doorbell doorbell) {
        return new Audience(WebhookEndpoints.IS_WANTED_BY_NOBODY, doorbell::ring);
    }

    public void routes(Routes routes) {
        endpointApi.routes(routes);
        resendApi.routes(routes);
    }

    public List<Worker> workers() {
        return workers;
    }

    /// How many deliveries of these events have not succeeded yet, by event.
    public Map<Long, Integer> pending(Tenant tenant, Collection<Long> events) {
        return deliveries.pending(db, tenant, events);
    }

    public void measure(Metrics metrics) {
        metrics.gauge(
                "caisse.events.waiting.ms", "For how long the oldest event waits to be fanned out", this::fanOutMs);
        metrics.gauge(
                "caisse.webhooks.overdue.ms",
                "For how long the most overdue delivery could have been tried",
                claim::overdueMs);
    }

    /// For how long the event that has waited longest has not been fanned out.
    private long fanOutMs() {
        return events.oldestWaiting(db)
                .map(id -> Math.max(0, clock.nowMs() - Snowflake.ms(id)))
                .orElse(0L);
    }

    /// Claims no more, lets what is under way end, and records it.
    @Override
    public void close() {
        workers.forEach(Worker::close);
        try {
            deliver.close();
            record.run();
        } finally {
            receivers.close();
        }
    }
}

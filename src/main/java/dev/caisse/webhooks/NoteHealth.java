package dev.caisse.webhooks;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.mail.FailingEndpoint;
import dev.caisse.mail.TellMerchant;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.webhooks.Delivery.Try;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// Notes of endpoints whether they take deliveries, tells the owner when one was given up, and disables an endpoint
/// that
/// has taken none for three days. Writes nothing for one that is well and was.
final class NoteHealth {
    private final Events events;
    private final WebhookEndpoints endpoints;
    private final TellMerchant tellMerchant;

    NoteHealth(Events events, WebhookEndpoints endpoints, TellMerchant tellMerchant) {
        this.events = events;
        this.endpoints = endpoints;
        this.tellMerchant = tellMerchant;
    }

    /// @param tried what was tried just now
    /// @param givenUp those of it that are not tried again
    void in(Tx tx, List<Tried> tried, List<Tried> givenUp) {
        var took = oneEach(tried.stream().filter(Tried::isSuccess).toList());
        if (!took.isEmpty()) {
            endpoints.recovered(tx, took.values().stream().map(Tried::due).toList());
        }
        var failed = oneEach(tried.stream().filter(Tried::isFailure).toList());
        failed.keySet().removeAll(took.keySet());
        if (!failed.isEmpty()) {
            noteFailing(tx, failed.values());
        }
        oneEach(givenUp).values().forEach(one -> tell(tx, one));
        if (!failed.isEmpty()) {
            disableHopeless(tx, failed.values());
        }
    }

    /// By endpoint, in their order, which all nodes keep.
    private static TreeMap<Long, Tried> oneEach(List<Tried> tried) {
        var each = new TreeMap<Long, Tried>();
        tried.forEach(
                one -> each.merge(one.due().endpoint(), one, (old, other) -> atMs(old) <= atMs(other) ? old : other));
        return each;
    }

    private void noteFailing(Tx tx, Collection<Tried> failed) {
        long sinceMs = failed.stream().mapToLong(NoteHealth::atMs).min().orElseThrow();
        endpoints.failed(tx, failed.stream().map(Tried::due).toList(), sinceMs);
    }

    /// By an event to the owner's other endpoints, and by e-mail where that is set up.
    private void tell(Tx tx, Tried givenUp) {
        var due = givenUp.due();
        endpoints
                .beginTelling(tx, due.tenant(), due.endpoint())
                .ifPresent(sinceMs -> endpoints
                        .find(tx, due.tenant(), due.endpoint())
                        .ifPresent(endpoint -> {
                            append(tx, "webhook_endpoint.failing", endpoint);
                            tellMerchant.in(tx, due.tenant(), failing(endpoint, sinceMs, givenUp));
                        }));
    }

    private static FailingEndpoint failing(WebhookEndpoint endpoint, long sinceMs, Tried givenUp) {
        return new FailingEndpoint(
                Prefix.ENDPOINT.id(endpoint.id()),
                endpoint.url(),
                sinceMs,
                givenUp.call().flatMap(Try::error).orElse("nothing"));
    }

    private void disableHopeless(Tx tx, Collection<Tried> failed) {
        long atMs = failed.stream().mapToLong(NoteHealth::atMs).max().orElseThrow();
        var due = failed.stream().map(Tried::due).toList();
        for (var endpoint : endpoints.hopeless(tx, due, atMs - RetrySchedule.WHOLE.toMillis())) {
            endpoints.disable(tx, endpoint.tenant(), endpoint.id());
            endpoints
                    .find(tx, endpoint.tenant(), endpoint.id())
                    .ifPresent(disabled -> append(tx, "webhook_endpoint.disabled", disabled));
        }
    }

    private void append(Tx tx, String type, WebhookEndpoint endpoint) {
        events.append(tx, Caller.worker(endpoint.tenant()), type, WebhookEndpointView.of(endpoint));
    }

    private static long atMs(Tried tried) {
        return tried.call().orElseThrow().atMs();
    }
}

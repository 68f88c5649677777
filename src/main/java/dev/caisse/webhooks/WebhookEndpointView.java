package dev.caisse.webhooks;

import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Secret;
import dev.caisse.platform.ids.Prefix;
import java.util.List;

/// An endpoint as the API shows it. Field order is the order in the response.
public record WebhookEndpointView(
        String id,
        String object,
        String apiVersion,
        Millis created,
        String description,
        List<String> enabledEvents,
        boolean livemode,
        Metadata metadata,
        String status,
        String url) {

    /// The same with its secret, which is shown when it is made and never again.
    record WithSecret(
            String id,
            String object,
            String apiVersion,
            Millis created,
            String description,
            List<String> enabledEvents,
            boolean livemode,
            Metadata metadata,
            Secret secret,
            String status,
            String url) {}

    static WebhookEndpointView of(WebhookEndpoint endpoint) {
        return new WebhookEndpointView(
                Prefix.ENDPOINT.id(endpoint.id()),
                "webhook_endpoint",
                endpoint.apiVersion().orElse(null),
                Millis.made(endpoint.id()),
                endpoint.description().orElse(null),
                endpoint.enabledEvents(),
                endpoint.tenant().live(),
                endpoint.metadata(),
                endpoint.isEnabled() ? "enabled" : "disabled",
                endpoint.url());
    }

    WithSecret with(Secret secret) {
        return new WithSecret(
                id, object, apiVersion, created, description, enabledEvents, livemode, metadata, secret, status, url);
    }
}

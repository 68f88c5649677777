package dev.caisse.webhooks;

import dev.caisse.api.Metadata;
import dev.caisse.api.Tenant;
import java.util.List;
import java.util.Optional;

/// A URL at which a merchant wants to hear of events, and of which.
///
/// @param enabledEvents types of events, as they were given: `charge.failed`, `charge.*`, `*`
/// @param apiVersion the version that was asked for, if one was
record WebhookEndpoint(
        Tenant tenant,
        long id,
        String url,
        List<String> enabledEvents,
        Optional<String> description,
        Metadata metadata,
        Optional<String> apiVersion,
        boolean isEnabled,
        SealedSecrets secrets) {

    /// How many a tenant may have.
    static final int MOST = 16;

    WebhookEndpoint withSecrets(SealedSecrets others) {
        return new WebhookEndpoint(
                tenant, id, url, enabledEvents, description, metadata, apiVersion, isEnabled, others);
    }
}

package dev.caisse.webhooks;

import dev.caisse.api.Dialects;
import dev.caisse.api.Metadata;
import dev.caisse.api.NativeDialect;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Tenant;
import java.util.List;
import java.util.Optional;

/// An endpoint as somebody asks for it: the parameters of `POST /v1/webhook_endpoints`, which updates read likewise.
record NewWebhookEndpoint(
        String url,
        List<String> enabledEvents,
        Optional<String> description,
        Metadata metadata,
        Optional<String> apiVersion,
        boolean isEnabled) {
    private static final int MAX_PATTERNS = 100;
    private static final int MAX_DESCRIPTION = 5000;

    static NewWebhookEndpoint read(Request request, Receivers receivers, Dialects dialects) {
        var params = request.params();
        return new NewWebhookEndpoint(
                url(params, request.tenant(), receivers).orElseThrow(() -> params.missing("url")),
                enabledEvents(params).orElseThrow(() -> params.missing("enabled_events")),
                params.text("description", MAX_DESCRIPTION),
                params.newMetadata("metadata"),
                apiVersion(params, dialects).or(request::version),
                isEnabled(params).orElse(true));
    }

    /// What is left out of an update stays as it is.
    static WebhookEndpoint updated(Params params, WebhookEndpoint old, Receivers receivers) {
        return new WebhookEndpoint(
                old.tenant(),
                old.id(),
                kept(params, "url", url(params, old.tenant(), receivers), old.url()),
                kept(params, "enabled_events", enabledEvents(params), old.enabledEvents()),
                params.has("description") ? params.text("description", MAX_DESCRIPTION) : old.description(),
                params.merged("metadata", old.metadata()),
                old.apiVersion(),
                isEnabled(params).orElse(old.isEnabled()),
                old.secrets());
    }

    WebhookEndpoint as(Tenant tenant, long id, SealedSecrets secrets) {
        return new WebhookEndpoint(
                tenant, id, url, enabledEvents, description, metadata, apiVersion, isEnabled, secrets);
    }

    private static <T> T kept(Params params, String parameter, Optional<T> given, T old) {
        if (params.has(parameter) && given.isEmpty()) {
            throw Refusal.invalid(params.name(parameter), "cannot be cleared: an endpoint needs it");
        }
        return given.orElse(old);
    }

    private static Optional<String> url(Params params, Tenant tenant, Receivers receivers) {
        return params.address("url").map(url -> {
            receivers.whyNot(tenant, url).ifPresent(why -> {
                throw Refusal.of(400, "url_invalid", "url", "`url` cannot be called: " + why);
            });
            return url;
        });
    }

    private static Optional<List<String>> enabledEvents(Params params) {
        var patterns = params.words("enabled_events", MAX_PATTERNS, EventPatterns.known());
        return Optional.of(patterns.stream().distinct().toList()).filter(some -> !some.isEmpty());
    }

    private static Optional<Boolean> isEnabled(Params params) {
        return params.choice("status", "enabled", "disabled").map("enabled"::equals);
    }

    /// The native dialect has one version as yet; every other is one of Stripe's.
    private static Optional<String> apiVersion(Params params, Dialects dialects) {
        return params.text("api_version", 100).map(version -> {
            if (!dialects.isVersion(version)) {
                throw Refusal.invalid(
                        "api_version",
                        "must be " + NativeDialect.VERSION + ", or a version of Stripe's such as 2022-11-15");
            }
            return version;
        });
    }
}

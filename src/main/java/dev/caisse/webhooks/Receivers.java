package dev.caisse.webhooks;

import dev.caisse.api.Tenant;
import dev.caisse.platform.http.Fetched;
import dev.caisse.platform.http.GuardedClient;
import dev.caisse.platform.http.Limits;
import dev.caisse.platform.http.Reach;
import dev.caisse.platform.http.WebAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Calls what endpoints' URLs lead to. Each mode has connections of its own: a live call never goes out on one that was
/// made where only test mode may reach.
final class Receivers implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Limits LIMITS = new Limits(2048, PATIENCE);
    private static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private final GuardedClient test;
    private final GuardedClient live;

    /// @param version ours, for the user agent
    Receivers(String version, boolean allowsPrivateAddresses) {
        this.test = GuardedClient.keepingConnections(version, new Reach(true, allowsPrivateAddresses));
        this.live = GuardedClient.keepingConnections(version, Reach.PUBLIC);
    }

    /// Ends within ten seconds, whatever the receiver does.
    Fetched post(Tenant tenant, String url, Map<String, String> headers, byte[] body) {
        var all = new java.util.HashMap<>(headers);
        all.put("Content-Type", CONTENT_TYPE);
        return address(url)
                .map(address -> client(tenant).post(address, all, body, LIMITS))
                .orElseGet(() -> new Fetched.Failed(Fetched.Reason.REFUSED, "This is no URL."));
    }

    /// Why a URL would never be called.
    Optional<String> whyNot(Tenant tenant, String url) {
        return address(url)
                .map(address -> client(tenant).whyNot(address))
                .orElseGet(() -> Optional.of("It must begin with "
                        + (tenant.live() ? "https://" : "http:// or https://") + " and be a whole URL."));
    }

    @Override
    public void close() {
        test.close();
        live.close();
    }

    private GuardedClient client(Tenant tenant) {
        return tenant.live() ? live : test;
    }

    private static Optional<URI> address(String url) {
        if (!url.strip().matches("(?is)https?://.*")) {
            return Optional.empty();
        }
        try {
            return WebAddress.read(url).map(WebAddress::absolute).map(URI::create);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}

package dev.caisse.platform.http;

import java.net.URI;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/// Calls addresses that the operator of this server chose, within a hard deadline and a hard size. Keeps connections,
/// follows no redirect, repeats nothing, and never throws for what the other side does. Strangers' addresses are for
/// [GuardedClient].
public final class TrustedClient implements AutoCloseable {
    private static final int MOST_AT_ONCE = 512;
    private static final TimeValue CHECKED_AFTER = TimeValue.ofMilliseconds(500);

    private final Exchanges exchanges;

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public TrustedClient(String version) {
        this.exchanges = new Exchanges(HttpClients.custom()
                .setConnectionManager(connections())
                .setUserAgent("Caisse/" + version)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build());
    }

    /// Sends JSON; ends within the timeout whatever the other side does.
    public Fetched postJson(URI address, Map<String, String> headers, byte[] body, Limits limits) {
        var request = new HttpPost(address);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return exchanges.run(request, limits);
    }

    @Override
    public void close() {
        exchanges.close();
    }

    private static HttpClientConnectionManager connections() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setValidateAfterInactivity(CHECKED_AFTER)
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MOST_AT_ONCE)
                .setMaxConnTotal(MOST_AT_ONCE)
                .build();
    }
}

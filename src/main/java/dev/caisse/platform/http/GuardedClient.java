package dev.caisse.platform.http;

import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;

/// Calls URLs that strangers chose: through the [GuardedResolver], within a hard deadline and a hard size. Follows no
/// redirect, keeps no cookie and no password, uses no proxy, and never throws for what the other side does. Keeps no
/// connection unless it is told to, and then each was made to a checked address.
public final class GuardedClient implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;
    /// Whoever keeps connections bounds its calls itself, by other things than the host.
    private static final int MOST_KEPT = 10_000;
    /// A connection that others may close at any moment is soon no help.
    private static final TimeValue KEPT_IDLE = TimeValue.ofSeconds(2);
    /// A name may lead elsewhere by then.
    private static final TimeValue KEPT_AT_ALL = TimeValue.ofMinutes(1);
    private static final TimeValue CHECKED_AFTER = TimeValue.ofMilliseconds(500);

    private final Exchanges exchanges;
    private final Reach reach;

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public GuardedClient(String version, Reach reach) {
        this(version, reach, SSLContexts.createDefault());
    }

    GuardedClient(String version, Reach reach, SSLContext trust) {
        this(
                reach,
                client(version, connections(new GuardedResolver(reach.privateAddresses()), trust, MOST_AT_ONCE))
                        .setConnectionReuseStrategy((request, response, context) -> false));
    }

    private GuardedClient(Reach reach, HttpClientBuilder client) {
        this.reach = reach;
        this.exchanges = new Exchanges(client.build());
    }

    /// One that keeps connections for the next call to the same host and port, for a moment.
    public static GuardedClient keepingConnections(String version, Reach reach) {
        return keepingConnections(
                version, reach, new GuardedResolver(reach.privateAddresses()), SSLContexts.createDefault());
    }

    static GuardedClient keepingConnections(String version, Reach reach, GuardedResolver names, SSLContext trust) {
        return new GuardedClient(
                reach,
                client(version, connections(names, trust, MOST_KEPT))
                        .setKeepAliveStrategy((response, context) -> KEPT_IDLE)
                        .evictIdleConnections(KEPT_IDLE));
    }

    private static HttpClientBuilder client(String version, HttpClientConnectionManager connections) {
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setDefaultRequestConfig(
                        RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
                .setUserAgent("Caisse/" + version)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // An unpacked body would grow past the limit that the wire kept.
                .disableContentCompression();
    }

    /// Fetches; ends within the timeout whatever the other side does.
    public Fetched get(URI address, Limits limits) {
        return whyNot(address)
                .<Fetched>map(why -> new Failed(Reason.REFUSED, why))
                .orElseGet(() -> exchanges.run(new HttpGet(address), limits));
    }

    /// Sends; ends within the timeout whatever the other side does. Of a long answer only the beginning is read.
    public Fetched post(URI address, Map<String, String> headers, byte[] body, Limits limits) {
        return whyNot(address)
                .<Fetched>map(why -> new Failed(Reason.REFUSED, why))
                .orElseGet(() -> exchanges.runForStatus(posting(address, headers, body), limits));
    }

    /// Why this address would not be called, as far as that can be told without asking for its name.
    public Optional<String> whyNot(URI address) {
        if (!mayBeCalled(address)) {
            return Optional.of("Only " + schemes() + " URLs with a host and without a password are called.");
        }
        return GuardedResolver.isRefusedLiteral(address.getHost(), reach.privateAddresses())
                ? Optional.of("This address may not be called.")
                : Optional.empty();
    }

    private static HttpPost posting(URI address, Map<String, String> headers, byte[] body) {
        var request = new HttpPost(address);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, null));
        return request;
    }

    @Override
    public void close() {
        exchanges.close();
    }

    private boolean mayBeCalled(URI address) {
        boolean isKnownScheme = "https".equalsIgnoreCase(address.getScheme())
                || reach.plainHttp() && "http".equalsIgnoreCase(address.getScheme());
        return isKnownScheme && address.getHost() != null && address.getRawUserInfo() == null;
    }

    private String schemes() {
        return reach.plainHttp() ? "https and http" : "https";
    }

    private static HttpClientConnectionManager connections(GuardedResolver names, SSLContext trust, int perHost) {
        var modest = Http1Config.custom()
                .setMaxHeaderCount(100)
                .setMaxLineLength(8 * 1024)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setTimeToLive(KEPT_AT_ALL)
                        .setValidateAfterInactivity(CHECKED_AFTER)
                        .build())
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(modest)
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(perHost)
                .build();
    }
}

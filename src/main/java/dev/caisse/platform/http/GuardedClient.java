package dev.caisse.platform.http;

import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.ssl.SSLContexts;

/// Calls URLs that strangers chose: through the [GuardedResolver], within a hard deadline and a hard size. Follows no
/// redirect, keeps no cookie, no password and no connection, uses no proxy, and never throws for what the other side
/// does.
public final class GuardedClient implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;

    private final Exchanges exchanges;
    private final Reach reach;

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public GuardedClient(String version, Reach reach) {
        this(version, reach, SSLContexts.createDefault());
    }

    GuardedClient(String version, Reach reach, SSLContext trust) {
        this.reach = reach;
        this.exchanges = new Exchanges(HttpClients.custom()
                .setConnectionManager(connections(reach, trust))
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setDefaultRequestConfig(
                        RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
                .setUserAgent("Caisse/" + version)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // An unpacked body would grow past the limit that the wire kept.
                .disableContentCompression()
                .build());
    }

    /// Fetches; ends within the timeout whatever the other side does.
    public Fetched get(URI address, Limits limits) {
        return mayBeCalled(address)
                ? exchanges.run(new HttpGet(address), limits)
                : new Failed(
                        Reason.REFUSED, "Only " + schemes() + " URLs with a host and without a password are called.");
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

    private static HttpClientConnectionManager connections(Reach reach, SSLContext trust) {
        var modest = Http1Config.custom()
                .setMaxHeaderCount(100)
                .setMaxLineLength(8 * 1024)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedResolver(reach.privateAddresses()))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(modest)
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MOST_AT_ONCE)
                .build();
    }
}

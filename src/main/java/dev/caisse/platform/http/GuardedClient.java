package dev.caisse.platform.http;

import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.ssl.SSLContexts;

/// Calls URLs that strangers chose: through the [GuardedResolver], within a hard deadline and a hard size. Follows no
/// redirect, keeps no cookie, no password and no connection, uses no proxy, and never throws for what the other side
/// does.
public final class GuardedClient implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;

    private final CloseableHttpClient http;
    private final Reach reach;

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public GuardedClient(String version, Reach reach) {
        this(version, reach, SSLContexts.createDefault());
    }

    GuardedClient(String version, Reach reach, SSLContext trust) {
        this.reach = reach;
        this.http = HttpClients.custom()
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
                .build();
    }

    /// Fetches; ends within the timeout whatever the other side does.
    public Fetched get(URI address, Limits limits) {
        return mayBeCalled(address)
                ? withinDeadline(new HttpGet(address), limits)
                : new Failed(
                        Reason.REFUSED, "Only " + schemes() + " URLs with a host and without a password are called.");
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }

    private boolean mayBeCalled(URI address) {
        boolean isKnownScheme = "https".equalsIgnoreCase(address.getScheme())
                || reach.plainHttp() && "http".equalsIgnoreCase(address.getScheme());
        return isKnownScheme && address.getHost() != null && address.getRawUserInfo() == null;
    }

    private String schemes() {
        return reach.plainHttp() ? "https and http" : "https";
    }

    /// The exchange has a thread of its own, because a look-up of a name cannot be interrupted and socket timeouts
    /// start anew with every byte.
    private Fetched withinDeadline(HttpUriRequestBase request, Limits limits) {
        var exchange = new FutureTask<>(() -> exchange(request, limits));
        Thread.ofVirtual().name("guarded-client").start(exchange);
        try {
            return exchange.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Failed(Reason.TIMED_OUT, "No whole answer came in time.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Failed(Reason.STOPPED, "The call was given up because this server is stopping.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A call ended in a way that no answer explains", e.getCause());
        } finally {
            request.cancel();
            exchange.cancel(true);
        }
    }

    private Fetched exchange(HttpUriRequestBase request, Limits limits) {
        try {
            var response = http.executeOpen(null, request, null);
            return body(response.getEntity(), limits.maxBytes())
                    .<Fetched>map(bytes -> answered(response, bytes))
                    .orElseGet(() ->
                            new Failed(Reason.TOO_BIG, "The answer is longer than " + limits.maxBytes() + " bytes."));
        } catch (AddressRefused e) {
            return new Failed(Reason.REFUSED, e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            return new Failed(Reason.UNREACHABLE, explained(e));
        } finally {
            // Closing the response would read it to its end first; cancelling drops the connection.
            request.cancel();
        }
    }

    private static Answered answered(ClassicHttpResponse response, byte[] body) {
        var entity = response.getEntity();
        var contentType = Optional.ofNullable(entity).map(HttpEntity::getContentType);
        return new Answered(response.getCode(), contentType.orElse(""), body);
    }

    /// Empty when there is more than the limit.
    private static Optional<byte[]> body(HttpEntity entity, int maxBytes) throws IOException {
        if (entity == null) {
            return Optional.of(new byte[0]);
        }
        if (entity.getContentLength() > maxBytes) {
            return Optional.empty();
        }
        var bytes = entity.getContent().readNBytes(maxBytes + 1);
        return bytes.length > maxBytes ? Optional.empty() : Optional.of(bytes);
    }

    private static String explained(Exception failure) {
        return switch (failure) {
            case UnknownHostException _ -> "The name of the host is not known.";
            case SSLException _ -> "No secure connection: check the certificate and its chain.";
            case SocketException _ -> "The connection was refused or broke.";
            default -> "The answer is not whole HTTP.";
        };
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

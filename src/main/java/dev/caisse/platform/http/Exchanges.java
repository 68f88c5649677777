package dev.caisse.platform.http;

import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.io.CloseMode;

/// Requests and their answers, each within a hard deadline and a hard size. Never throws for what the other side does.
final class Exchanges implements AutoCloseable {
    private final CloseableHttpClient http;

    Exchanges(CloseableHttpClient http) {
        this.http = http;
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }

    /// The exchange has a thread of its own, because a look-up of a name cannot be interrupted and socket timeouts
    /// start anew with every byte.
    Fetched run(HttpUriRequestBase request, Limits limits) {
        return run(request, limits, () -> exchange(request, limits), Optional::empty);
    }

    /// As [#run], for whom the status says enough: what comes after the longest body is not read, and an answer that
    /// breaks off or is not whole in time counts as far as it came.
    Fetched runForStatus(HttpUriRequestBase request, Limits limits) {
        var begun = new BegunAnswer(limits.maxBytes());
        return run(request, limits, () -> exchange(request, begun), begun::soFar);
    }

    private static Fetched run(
            HttpUriRequestBase request,
            Limits limits,
            Callable<Fetched> talk,
            Supplier<Optional<? extends Fetched>> soFar) {
        var exchange = new FutureTask<>(talk);
        Thread.ofVirtual().name("http-exchange").start(exchange);
        try {
            return exchange.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return soFar.get()
                    .<Fetched>map(answer -> answer)
                    .orElseGet(() -> new Failed(Reason.TIMED_OUT, "No whole answer came in time."));
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
        return talked(request, () -> {
            var response = http.executeOpen(null, request, null);
            return body(response.getEntity(), limits.maxBytes())
                    .<Fetched>map(bytes -> answered(response, bytes))
                    .orElseGet(() ->
                            new Failed(Reason.TOO_BIG, "The answer is longer than " + limits.maxBytes() + " bytes."));
        });
    }

    private Fetched exchange(HttpUriRequestBase request, BegunAnswer begun) {
        var talked = talked(request, () -> {
            begun.read(http.executeOpen(null, request, null));
            return begun.soFar().orElseThrow();
        });
        return begun.soFar().<Fetched>map(answer -> answer).orElse(talked);
    }

    private static Fetched talked(HttpUriRequestBase request, Talk talk) {
        try {
            return talk.run();
        } catch (AddressRefused e) {
            return new Failed(Reason.REFUSED, e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            return new Failed(Reason.UNREACHABLE, explained(e));
        } finally {
            // Closing the response would read it to its end first; cancelling drops the connection.
            request.cancel();
        }
    }

    private interface Talk {
        Fetched run() throws IOException;
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
}

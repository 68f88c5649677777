package dev.caisse.console;

import dev.caisse.platform.crypto.TimedSignature;
import dev.caisse.platform.time.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Where events are forwarded to, signed and with the headers of a delivery. Its signing secret follows from the API
/// key, and so stays the same. Follows no redirect, sends nothing twice, never throws for what the program does.
public final class LocalProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;
    private final String secret;
    private final String version;
    private final Clock clock;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public LocalProgram(URI address, String secretKey, String version, Clock clock) {
        this(address, secretKey, version, clock, PATIENCE);
    }

    LocalProgram(URI address, String secretKey, String version, Clock clock, Duration patience) {
        this.address = address;
        this.secret = TimedSignature.secretOfListener(secretKey);
        this.version = version;
        this.clock = clock;
        this.patience = patience;
    }

    /// How a forwarding ended.
    sealed interface Outcome {
        long tookMs();

        record Answered(int status, long tookMs) implements Outcome {}

        record Failed(String why, long tookMs) implements Outcome {}
    }

    public URI address() {
        return address;
    }

    /// What the program checks signatures with: `whsec_` and 32 letters and digits.
    public String secret() {
        return secret;
    }

    Outcome send(byte[] body) {
        long start = clock.monotonicNanos();
        var answer = http.sendAsync(request(body), BodyHandlers.discarding());
        try {
            int status = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Outcome.Answered(status, msSince(start));
        } catch (ExecutionException e) {
            return new Outcome.Failed(why(e.getCause()), msSince(start));
        } catch (TimeoutException _) {
            return failed(answer, "no answer within " + patience.toMillis() + " ms", start);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed(answer, "interrupted", start);
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(byte[] body) {
        var signature = TimedSignature.of(body, List.of(secret), clock.nowMs());
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Caisse/" + version)
                .header("Wooshpay-Signature", signature)
                .header("Signature", signature)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private Outcome failed(CompletableFuture<?> answer, String why, long start) {
        answer.cancel(true);
        return new Outcome.Failed(why, msSince(start));
    }

    private long msSince(long startNanos) {
        return (clock.monotonicNanos() - startNanos) / 1_000_000;
    }

    private static String why(Throwable cause) {
        return switch (cause) {
            case ConnectException _ -> "nothing listens there";
            case IOException e when e.getMessage() != null -> e.getMessage();
            default -> cause.getClass().getSimpleName();
        };
    }
}

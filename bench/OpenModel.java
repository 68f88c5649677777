package bench;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Payments that arrive when they do, however long the ones before them take: at random moments that are drawn
/// beforehand, and each is timed from the moment it was due. The connector takes as long as the request told the
/// sandbox, log-normal; what is left of the time is our own share.
final class OpenModel {
    private static final double MEDIAN_MS = 120;
    private static final double P99_MS = 380;
    private static final double P99_OF_NORMAL = 2.326;
    private static final double SPREAD = Math.log(P99_MS / MEDIAN_MS) / P99_OF_NORMAL;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long SEED = 20;
    private static final int WARM_UP_SECONDS = 5;

    private final ServerUnderTest server;
    private final PrintStream out;
    private final String path;
    private final String body;
    private final Random random = new Random(SEED);
    private static final AtomicInteger RUNS = new AtomicInteger();

    OpenModel(ServerUnderTest server, PrintStream out, String path, String body) {
        this.server = server;
        this.out = out;
        this.path = path;
        this.body = body;
    }

    /// Runs each rate for so many seconds and prints what came of it.
    void run(int seconds, int... ratesPerSecond) {
        out.println(
                "\n### Open model: payments arrive at random, the connector takes log-normal p50 120 ms, p99 380 ms\n");
        out.println("| arriving a second | answered a second | all p50 ms | all p99 ms | own share p50 ms | p95 ms |"
                + " p99 ms | server µs | PostgreSQL µs | errors |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        warmUp(ratesPerSecond[0]);
        for (int rate : ratesPerSecond) {
            out.println(run(rate, seconds).row(rate));
        }
    }

    /// Other loads leave this one cold: what waits for a bank is compiled only here, and so is this program.
    private void warmUp(int rate) {
        Figures.untilWarm(() -> run(rate, WARM_UP_SECONDS).serverUs());
    }

    /// What became of one run: milliseconds from when each was due.
    private record Result(
            double[] totalMs, double[] ownMs, double seconds, int errors, double serverUs, double databaseUs) {
        String row(int rate) {
            return "| %d | %.0f | %.1f | %.1f | **%.1f** | %.1f | **%.1f** | %.0f | %.0f | %d |"
                    .formatted(
                            rate,
                            totalMs.length / seconds,
                            at(totalMs, 0.5),
                            at(totalMs, 0.99),
                            at(ownMs, 0.5),
                            at(ownMs, 0.95),
                            at(ownMs, 0.99),
                            serverUs,
                            databaseUs,
                            errors);
        }

        private static double at(double[] values, double part) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))];
        }
    }

    private Result run(int rate, int seconds) {
        int count = rate * seconds;
        var total = new double[count];
        var own = new double[count];
        var errors = new AtomicInteger();
        var prefix = "open-" + RUNS.incrementAndGet() + "-";
        double serverBefore = server.cpuSeconds();
        double databaseBefore = server.databaseCpuSeconds();
        long start = System.nanoTime();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(Runnable::run)
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            double dueNanos = start;
            for (int i = 0; i < count; i++) {
                int at = i;
                dueNanos += -Math.log(1 - random.nextDouble()) / rate * 1e9;
                long due = (long) dueNanos;
                long latencyMs = Math.round(MEDIAN_MS * Math.exp(SPREAD * random.nextGaussian()));
                awaitNanos(due);
                threads.submit(() -> {
                    if (!isPaid(http, prefix + at, latencyMs)) {
                        errors.incrementAndGet();
                    }
                    total[at] = (System.nanoTime() - due) / 1e6;
                    own[at] = total[at] - latencyMs;
                });
            }
        }
        return new Result(
                total,
                own,
                (System.nanoTime() - start) / 1e9,
                errors.get(),
                (server.cpuSeconds() - serverBefore) / count * 1e6,
                (server.databaseCpuSeconds() - databaseBefore) / count * 1e6);
    }

    private boolean isPaid(HttpClient http, String key, long latencyMs) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + server.secretKey())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("Caisse-Sandbox", "latency=" + latencyMs)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("\"succeeded\"");
        } catch (java.io.IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}

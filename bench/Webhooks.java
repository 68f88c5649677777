package bench;

import bench.Bench.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// How fast events reach a receiver that answers at once, how soon the first attempt comes when nothing else is to be
/// done, and what webhooks cost whoever creates sessions.
final class Webhooks {
    private static final int CLIENTS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration APART = Duration.ofMillis(40);
    private static final String ENDPOINTS = "/v1/webhook_endpoints";

    private final ServerUnderTest server;
    private final Effort effort;
    private final PrintStream out;
    private final Wrk wrk;

    Webhooks(ServerUnderTest server, Effort effort, PrintStream out) {
        this.server = server;
        this.effort = effort;
        this.out = out;
        this.wrk = new Wrk(server, effort.seconds());
    }

    void run() {
        try (var receiver = new Receiver()) {
            cost(receiver);
            rate(receiver);
            lag(receiver);
            new OneHangs(server, effort, out).run(receiver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sessions a second without an endpoint, with one that wants what sessions never cause here, and with one that
    /// wants all; each after what the one before left has been delivered.
    private void cost(Receiver receiver) {
        Figures.warmUp(warm -> warm.post("/v1/checkout/sessions", Figures.SESSION, CLIENTS), server);
        var contest = new Contest(out, effort.rounds(), "Create a session, 64 connections, with webhooks")
                .add("no endpoint", this::sessions)
                .add("one that wants checkout.session.completed", () -> with(receiver, "checkout.session.completed"))
                .add("one that wants *", () -> with(receiver, "*"));
        contest.run();
        contest.ratio("one that wants checkout.session.completed", "no endpoint", "≥ 0.9");
        contest.ratio("one that wants *", "no endpoint", "");
    }

    private Measured with(Receiver receiver, String events) {
        var endpoint = endpoint(receiver, events);
        var measured = sessions();
        awaitQuiet();
        server.delete(ENDPOINTS + "/" + endpoint);
        return measured;
    }

    /// How fast a backlog goes when nothing else is to be done.
    private void rate(Receiver receiver) {
        out.println("\n### Deliveries\n\n| | median (min … max) | target |\n| --- | --- | --- |");
        var rates = IntStream.range(0, effort.rounds())
                .mapToObj(_ -> drained(receiver))
                .sorted()
                .toList();
        out.printf(
                "| a second, to a receiver that answers at once | **%,.0f** (%,.0f … %,.0f) | ≥ 3,000 |%n",
                rates.get(rates.size() / 2), rates.getFirst(), rates.getLast());
    }

    /// The backlog is made of events that nobody wanted when they came: their marks are taken away.
    private double drained(Receiver receiver) {
        var endpoint = endpoint(receiver, "*");
        server.post(ENDPOINTS + "/" + endpoint, "{\"status\": \"disabled\"}");
        sessions();
        server.post(ENDPOINTS + "/" + endpoint, "{\"status\": \"enabled\"}");
        long before = receiver.received();
        long waiting = server.execute(
                "update events set fanned_out = null where id > " + endpoint.substring(endpoint.lastIndexOf('_') + 1));
        await(() -> receiver.received() > before);
        long start = System.nanoTime();
        await(() -> receiver.received() - before >= waiting);
        double seconds = (System.nanoTime() - start) / 1e9;
        awaitQuiet();
        server.delete(ENDPOINTS + "/" + endpoint);
        System.err.printf("  %d deliveries in %.1f s%n", waiting, seconds);
        return waiting / seconds;
    }

    /// From the answer to whoever made a product, which comes after the commit, to the first attempt.
    private void lag(Receiver receiver) {
        var endpoint = endpoint(receiver, "product.created");
        receiver.remember();
        var lags = IntStream.range(0, effort.isQuick() ? 100 : 500)
                .mapToObj(_ -> lagOfOne(receiver))
                .sorted()
                .toList();
        server.delete(ENDPOINTS + "/" + endpoint);
        out.printf(
                "| commit to first attempt, idle | p50 **%.1f ms**, p99 **%.1f ms** | p99 ≤ 100 ms |%n",
                percentile(lags, 0.50), percentile(lags, 0.99));
    }

    private double lagOfOne(Receiver receiver) {
        ServerUnderTest.pause(APART);
        var product = server.post("/v1/products", "{\"name\": \"Tea\"}").text("id");
        long answered = System.nanoTime();
        await(() -> receiver.nanosOf(product) != null);
        return Math.max(0, receiver.nanosOf(product) - answered) / 1e6;
    }

    private static double percentile(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    private Measured sessions() {
        return wrk.post("/v1/checkout/sessions", Figures.SESSION, CLIENTS);
    }

    private String endpoint(Receiver receiver, String events) {
        return server.post(
                        ENDPOINTS, "{\"url\": \"%s\", \"enabled_events\": [\"%s\"]}".formatted(receiver.url(), events))
                .text("id");
    }

    /// Until every event is fanned out and every delivery is over.
    private void awaitQuiet() {
        await(() -> server.count("select count(*) from events where fanned_out is null") == 0
                && server.count("select count(*) from deliveries_due") == 0);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("did not come true within " + PATIENCE);
            }
            ServerUnderTest.pause(LOOK);
        }
    }
}

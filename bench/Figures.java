package bench;

import bench.Bench.Effort;
import java.io.PrintStream;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What is measured of a running server, a method for each table.
final class Figures {
    private static final int CLIENTS = 64;
    private static final int MORE_CLIENTS = 128;
    private static final int BEST_CLIENTS = 8;
    private static final int PRODUCTS = 100;
    private static final int PAGES = 100;
    private static final int OPEN_MODEL_RUNS = 3;
    private static final int ARRIVALS = 300;
    private static final int MAX_WARM_UPS = 20;
    private static final int IDLE_WARM_UPS = 3;
    private static final int WARM_UP_SECONDS = 4;

    static final String SESSION = """
            {"mode": "payment", "success_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart",
             "line_items": [{"quantity": 1, "price_data": {"currency": "GBP", "unit_amount": 2500,
               "product_data": {"name": "Darjeeling, second flush", "description": "A hundred grams."}}}]}""";
    private static final String PAYMENT = """
            {"amount": 2500, "currency": "GBP", "confirm": true, "payment_method": "pm_card_visa"}""";

    private final ServerUnderTest server;
    private final Effort effort;
    private final PrintStream out;
    private final Wrk wrk;
    private final Pgbench pgbench;

    Figures(ServerUnderTest server, Effort effort, PrintStream out) {
        this.server = server;
        this.effort = effort;
        this.out = out;
        this.wrk = new Wrk(server, effort.seconds());
        this.pgbench = new Pgbench(server, effort.seconds());
    }

    /// Until the compiler has done its work: when several runs in a row cost hardly less than the best before them.
    static void warmUp(Function<Wrk, Measured> load, ServerUnderTest server) {
        var wrk = new Wrk(server, WARM_UP_SECONDS);
        untilWarm(() -> load.apply(wrk).serverCpuUs());
    }

    /// @param load answers the server's processor time for each request, in microseconds
    static void untilWarm(DoubleSupplier load) {
        double best = Double.MAX_VALUE;
        for (int run = 0, idle = 0; run < MAX_WARM_UPS && idle < IDLE_WARM_UPS; run++) {
            double costUs = load.getAsDouble();
            System.err.printf("  warming up: %.0f µs a request%n", costUs);
            idle = costUs > best * 0.9 ? idle + 1 : 0;
            best = Math.min(best, costUs);
        }
    }

    /// A session with an inline line item: all its rows, its events and its idempotency row.
    void sessions() {
        var rows = WrittenRows.of(server, "/v1/checkout/sessions", SESSION);
        var path = "/v1/checkout/sessions";
        warmUp(warm -> warm.post(path, SESSION, CLIENTS), server);
        var contest = new Contest(out, effort.rounds(), "Create a session (" + rows.described() + ")")
                .add("Caisse, 64 connections", () -> wrk.post(path, SESSION, CLIENTS))
                .add("naive pgbench, 64 clients", () -> pgbench.run(rows.naive(), CLIENTS))
                .add("naive pgbench, 8 clients", () -> pgbench.run(rows.naive(), BEST_CLIENTS))
                .add("pgbench in one round trip, 64 clients", () -> pgbench.run(rows.inOneRoundTrip(), CLIENTS));
        // PostgreSQL as it comes along has a hundred connections: pgbench cannot have as many clients.
        contest.add("Caisse, 128 connections", () -> wrk.post(path, SESSION, MORE_CLIENTS))
                .run();
        contest.ratio("Caisse, 64 connections", "naive pgbench, 64 clients", "≥ 2.0");
        contest.ratio("Caisse, 64 connections", "naive pgbench, 8 clients", "");
        contest.ratio("Caisse, 64 connections", "pgbench in one round trip, 64 clients", "≥ 1.2");
        contest.ratio("Caisse, 128 connections", "naive pgbench, 64 clients", "≥ 2.5");
    }

    /// Reading by id, against the database's own `select` by primary key.
    void product() {
        var products = IntStream.range(0, PRODUCTS)
                .mapToObj(
                        i -> server.post("/v1/products", "{\"name\": \"Tea\", \"description\": \"A hundred grams.\"}"))
                .map(reply -> "/v1/products/" + reply.text("id"))
                .toList();
        var sessions = IntStream.range(0, PRODUCTS)
                .mapToObj(i -> server.post("/v1/checkout/sessions", SESSION))
                .map(reply -> "/v1/checkout/sessions/" + reply.text("id"))
                .toList();
        var selects = pgbench.selects("products", products);
        warmUp(warm -> warm.get(products, CLIENTS), server);
        var contest = new Contest(out, effort.rounds(), "Retrieve a product, and a session, of " + PRODUCTS)
                .add("Caisse, product", () -> wrk.get(products, CLIENTS))
                .add("pgbench select by key, prepared", () -> pgbench.run(selects, CLIENTS))
                .add("Caisse, session", () -> wrk.get(sessions, CLIENTS));
        contest.run();
        contest.ratio("Caisse, product", "pgbench select by key, prepared", "≥ 0.4, aim 0.5");
        contest.ratio("Caisse, session", "pgbench select by key, prepared", "aim 0.3");
    }

    /// The page as a browser asks for it.
    void page() {
        var sessions = IntStream.range(0, PAGES)
                .mapToObj(i -> server.post("/v1/checkout/sessions", SESSION))
                .toList();
        var pages = sessions.stream()
                .map(reply -> reply.text("url").substring(server.url().length()))
                .toList();
        var views = sessions.stream()
                .map(reply -> "/v1/checkout/sessions/" + reply.text("id"))
                .toList();
        warmUp(warm -> warm.get(pages, CLIENTS), server);
        var contest = new Contest(out, effort.rounds(), "The payment page, compressed")
                .add("page, 1 connection", () -> wrk.get(pages, 1))
                .add("page, 64 connections", () -> wrk.get(pages, CLIENTS))
                .add("retrieve session, 64 connections", () -> wrk.get(views, CLIENTS));
        contest.run();
        contest.middle("page, 1 connection", "p50 ≤ 3 ms");
        contest.ratio("page, 64 connections", "retrieve session, 64 connections", "≥ 0.5");
    }

    /// An intent made and confirmed in one request, paid at the sandbox without latency. The sandbox's own rows are in
    /// the yardstick, which writes all in one transaction where a payment needs three; a second one has its steps.
    void payment() {
        var path = "/v1/payment_intents";
        var rows = WrittenRows.of(server, path, PAYMENT);
        warmUp(warm -> warm.post(path, PAYMENT, CLIENTS), server);
        var contest = new Contest(out, effort.rounds(), "One payment (" + rows.described() + ")")
                .add("Caisse, 64 connections", () -> wrk.post(path, PAYMENT, CLIENTS))
                .add("naive pgbench, 64 clients", () -> pgbench.run(rows.naive(), CLIENTS))
                .add("naive pgbench, 8 clients", () -> pgbench.run(rows.naive(), BEST_CLIENTS))
                .add("naive pgbench in a payment's steps, 64 clients", () -> pgbench.run(rows.naiveInSteps(), CLIENTS))
                .add("Caisse, 8 connections", () -> wrk.post(path, PAYMENT, BEST_CLIENTS));
        contest.run();
        contest.ratio("Caisse, 64 connections", "naive pgbench, 64 clients", "≥ 1.5");
        contest.ratio("Caisse, 64 connections", "naive pgbench in a payment's steps, 64 clients", "");
        contest.ratio("Caisse, 8 connections", "naive pgbench, 8 clients", "");
        new OpenModel(server, out, path, PAYMENT).run(effort.seconds() * OPEN_MODEL_RUNS, 300, 400, 500);
    }

    /// The same payments at the moments when they happen to arrive.
    void arrivals() {
        var path = "/v1/payment_intents";
        warmUp(warm -> warm.post(path, PAYMENT, CLIENTS), server);
        new OpenModel(server, out, path, PAYMENT).run(effort.seconds() * OPEN_MODEL_RUNS, ARRIVALS, ARRIVALS, ARRIVALS);
    }
}

package bench;

import bench.Bench.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What one endpoint that takes connections and never answers costs the others: fifty endpoints of four accounts, the
/// time from commit to arrival at those that answer, with the fiftieth disabled and enabled in turn.
final class OneHangs {
    private static final int ACCOUNTS = 4;
    private static final int WELL = 49;
    private static final int BEFORE = 40;
    private static final int EVENTS = 200;
    private static final Duration APART = Duration.ofMillis(20);
    private static final String ENDPOINTS = "/v1/webhook_endpoints";
    private static final String PRODUCT = "{\"name\": \"Tea\"}";

    private final ServerUnderTest server;
    private final Effort effort;
    private final PrintStream out;
    private final List<String> keys;

    OneHangs(ServerUnderTest server, Effort effort, PrintStream out) {
        this.server = server;
        this.effort = effort;
        this.out = out;
        this.keys = IntStream.range(0, ACCOUNTS).mapToObj(this::account).toList();
    }

    void run(Receiver receiver) {
        try (var door = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> holdAll(door));
            for (int i = 0; i < WELL; i++) {
                endpoint(keys.get(i % ACCOUNTS), receiver.url());
            }
            var hanging = endpoint(keys.getFirst(), "http://127.0.0.1:" + door.getLocalPort() + "/never");
            lags(receiver);
            var ratios = new ArrayList<Double>();
            for (int round = 1; round <= effort.rounds(); round++) {
                enable(hanging, false);
                double alone = lags(receiver);
                enable(hanging, true);
                double beside = lags(receiver);
                System.err.printf("  p99 without %.1f ms, with one that hangs %.1f ms%n", alone, beside);
                ratios.add(beside / alone);
            }
            enable(hanging, false);
            ratios.sort(null);
            out.printf(
                    "| p99 of 49 endpoints beside one that hangs ÷ without it | **%.2f** (%.2f … %.2f) | < 1.2 |%n",
                    ratios.get(ratios.size() / 2), ratios.getFirst(), ratios.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The 99th percentile, in milliseconds, of all arrivals, when what hangs has all the calls it may have.
    private double lags(Receiver receiver) {
        IntStream.range(0, BEFORE).forEach(_ -> server.post(keys.getFirst(), "/v1/products", PRODUCT));
        ServerUnderTest.pause(Duration.ofSeconds(1));
        receiver.remember();
        var committed = new HashMap<String, Long>();
        for (int i = 0; i < EVENTS; i++) {
            ServerUnderTest.pause(APART);
            var product =
                    server.post(keys.get(i % ACCOUNTS), "/v1/products", PRODUCT).text("id");
            committed.put(product, System.nanoTime());
        }
        ServerUnderTest.pause(Duration.ofSeconds(1));
        return percentile(receiver.arrivals(), committed);
    }

    private static double percentile(List<Map.Entry<String, Long>> arrivals, Map<String, Long> committed) {
        var lags = arrivals.stream()
                .filter(arrival -> committed.containsKey(arrival.getKey()))
                .mapToLong(arrival -> Math.max(0, arrival.getValue() - committed.get(arrival.getKey())))
                .sorted()
                .toArray();
        if (lags.length < EVENTS * (WELL / ACCOUNTS)) {
            throw new IllegalStateException(lags.length + " deliveries came, too few");
        }
        return lags[(int) Math.ceil(0.99 * lags.length) - 1] / 1e6;
    }

    private static void holdAll(ServerSocket door) {
        var held = new ArrayList<Socket>();
        while (!door.isClosed()) {
            try {
                held.add(door.accept());
            } catch (IOException _) {
                held.forEach(OneHangs::close);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed.
        }
    }

    private String endpoint(String key, String url) {
        return server.post(
                        key, ENDPOINTS, "{\"url\": \"%s\", \"enabled_events\": [\"product.created\"]}".formatted(url))
                .text("id");
    }

    private void enable(String endpoint, boolean isEnabled) {
        var status = isEnabled ? "enabled" : "disabled";
        server.post(keys.getFirst(), ENDPOINTS + "/" + endpoint, "{\"status\": \"" + status + "\"}");
    }

    /// A new account's key: the server keeps its hash.
    private String account(int number) {
        var key = "sk_test_bench_" + number + "_" + "0".repeat(22);
        long id = server.account() + 1_000_000 + number;
        server.execute("insert into accounts (id, name) values (%d, 'Another shop')".formatted(id));
        server.execute(("insert into api_keys (account_id, live, id, is_secret, hash, hint)"
                        + " values (%d, false, %d, true, sha256('%s'::bytea), '0000')")
                .formatted(id, id, key));
        return key;
    }
}

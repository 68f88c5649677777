package bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `./caisse bench`: measures the server against PostgreSQL itself, both in turn on the same machine, and prints the
/// tables that `docs/benchmarks.md` is made of. Writes nothing but a folder below `target`, which it removes.
public final class Bench {
    private static final List<String> KNOWN =
            List.of("sessions", "product", "page", "payment", "arrivals", "webhooks", "start");
    private static final List<String> ALL = List.of("sessions", "product", "page", "payment", "webhooks", "start");
    private static final List<String> QUICK = List.of("sessions", "product", "page", "payment", "start");
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Bench() {}

    /// How long, and how often.
    ///
    /// @param rounds how often everything is run in turn
    /// @param seconds of each run
    record Effort(int rounds, int seconds, boolean isQuick) {
        static final Effort FULL = new Effort(5, 10, false);
        static final Effort QUICK = new Effort(2, 2, true);
    }

    public static void main(String[] arguments) throws Exception {
        var wanted = new ArrayList<>(List.of(arguments));
        var effort = wanted.remove("--quick") ? Effort.QUICK : Effort.FULL;
        if (wanted.contains("--help") || !KNOWN.containsAll(wanted)) {
            OUT.println("./caisse bench [" + String.join("|", KNOWN) + "]… [--quick]");
            System.exit(wanted.contains("--help") ? 0 : 2);
        }
        run(
                wanted.isEmpty()
                        ? effort.isQuick() ? QUICK : ALL
                        : KNOWN.stream().filter(wanted::contains).toList(),
                effort);
    }

    private static void run(List<String> wanted, Effort effort) throws Exception {
        OUT.println(Machine.described());
        if (!wanted.equals(List.of("start"))) {
            try (var server = ServerUnderTest.start()) {
                OUT.println(server.described());
                var figures = new Figures(server, effort, OUT);
                Map<String, Runnable> tables = Map.of(
                        "sessions", figures::sessions,
                        "product", figures::product,
                        "page", figures::page,
                        "payment", figures::payment,
                        "arrivals", figures::arrivals,
                        "webhooks", new Webhooks(server, effort, OUT)::run);
                wanted.stream().filter(tables::containsKey).map(tables::get).forEach(Runnable::run);
                OUT.println(server.memory());
            }
        }
        if (wanted.contains("start")) {
            new Starts(effort, OUT).run();
        }
    }
}

package bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Several loads, run in turn again and again (A B A B …), so that what else the machine does falls on all of them.
/// Ratios are made within a round; their median, least and greatest are told.
final class Contest {
    private final PrintStream out;
    private final int rounds;
    private final String title;
    private final Map<String, Supplier<Measured>> loads = new LinkedHashMap<>();
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();
    private boolean hasRatios;

    Contest(PrintStream out, int rounds, String title) {
        this.out = out;
        this.rounds = rounds;
        this.title = title;
    }

    Contest add(String name, Supplier<Measured> load) {
        loads.put(name, load);
        measured.put(name, new ArrayList<>());
        return this;
    }

    /// Runs them and prints the table.
    void run() {
        out.println("\n### " + title + "\n");
        for (int round = 1; round <= rounds; round++) {
            for (var load : loads.entrySet()) {
                System.err.printf("  round %d of %d: %s … ", round, rounds, load.getKey());
                var result = load.getValue().get();
                System.err.printf("%.0f/s%n", result.perSecond());
                measured.get(load.getKey()).add(result);
            }
        }
        out.println("| | per second (min … max) | p50 ms | p95 ms | p99 ms | server µs | PostgreSQL µs | errors |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        measured.forEach(this::row);
    }

    /// Prints how much of the yardstick's rate a load has.
    void ratio(String load, String yardstick, String target) {
        var ratios = IntStream.range(0, rounds)
                .mapToDouble(round -> measured.get(load).get(round).perSecond()
                        / measured.get(yardstick).get(round).perSecond())
                .sorted()
                .boxed()
                .toList();
        headRatios();
        out.printf(
                "| %s ÷ %s | **%.2f** (%.2f … %.2f) | %s |%n",
                load, yardstick, middle(ratios), ratios.getFirst(), ratios.getLast(), target);
    }

    /// Prints the median of a load's own medians, for targets in milliseconds.
    void middle(String load, String target) {
        headRatios();
        out.printf("| %s, p50 | **%.2f ms** | %s |%n", load, middle(load, Measured::p50Ms), target);
    }

    private void headRatios() {
        if (!hasRatios) {
            out.println("\n| figure | median (min … max) | target |\n| --- | --- | --- |");
            hasRatios = true;
        }
    }

    private void row(String load, List<Measured> results) {
        var rates = results.stream().map(Measured::perSecond).sorted().toList();
        out.printf(
                "| %s | %,.0f (%,.0f … %,.0f) | %.1f | %.1f | %.1f | %s | %.0f | %d |%n",
                load,
                middle(rates),
                rates.getFirst(),
                rates.getLast(),
                middle(load, Measured::p50Ms),
                middle(load, Measured::p95Ms),
                middle(load, Measured::p99Ms),
                middle(load, Measured::serverCpuUs) < 1 ? "–" : "%.0f".formatted(middle(load, Measured::serverCpuUs)),
                middle(load, Measured::databaseCpuUs),
                results.stream().mapToLong(Measured::errors).sum());
    }

    private double middle(String load, ToDoubleFunction<Measured> figure) {
        return middle(measured.get(load).stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList());
    }

    /// Of two, the lesser.
    private static double middle(List<Double> sorted) {
        return sorted.get((sorted.size() - 1) / 2);
    }
}

package bench;

import bench.Bench.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long the server takes from the command to the first 200 of `/readyz`: on a new folder, PostgreSQL unpacked and
/// prepared, and on one that it was stopped on.
final class Starts {
    private static final Duration CACHE_PATIENCE = Duration.ofSeconds(90);
    private static final Duration IDLE = Duration.ofSeconds(3);

    private final Effort effort;
    private final PrintStream out;
    private final List<Double> cold = new ArrayList<>();
    private final List<Double> warm = new ArrayList<>();
    private final List<Double> idle = new ArrayList<>();

    Starts(Effort effort, PrintStream out) {
        this.effort = effort;
        this.out = out;
    }

    void run() throws IOException {
        awaitCache();
        for (int round = 1; round <= effort.rounds(); round++) {
            System.err.printf("  start %d of %d%n", round, effort.rounds());
            var folder = ServerUnderTest.newFolder();
            var first = ServerUnderTest.start(folder);
            cold.add(first.readyAfterMs());
            first.stop();
            try (var second = ServerUnderTest.start(folder)) {
                warm.add(second.readyAfterMs());
                ServerUnderTest.pause(IDLE);
                idle.add((double) second.residentMegabytes());
            }
        }
        out.println("\n### Start to ready, and memory of the idle process\n");
        out.println("| | median (min … max) | target |\n| --- | --- | --- |");
        row("warm", "ms", warm, "≤ 1,500 ms");
        row("cold, on a new folder", "ms", cold, "≤ 4,000 ms");
        row("resident, idle", "MB", idle, "≤ 150 MB");
    }

    private void row(String name, String unit, List<Double> values, String target) {
        var sorted = values.stream().sorted().toList();
        out.printf(
                "| %s | %,.0f %s (%,.0f … %,.0f) | %s |%n",
                name, sorted.get(sorted.size() / 2), unit, sorted.getFirst(), sorted.getLast(), target);
    }

    /// The cache of loaded classes is made in the background of a build's first start; later ones have it.
    private void awaitCache() throws IOException {
        if (!hasCache()) {
            System.err.println("  the first start of this build makes the cache of loaded classes …");
            try (var _ = ServerUnderTest.start()) {
                long deadline = System.nanoTime() + CACHE_PATIENCE.toNanos();
                while (!hasCache() && System.nanoTime() < deadline) {
                    ServerUnderTest.pause(Duration.ofSeconds(1));
                }
            }
        }
        if (!hasCache()) {
            out.println("\nWithout the cache of loaded classes, which could not be made.");
        }
    }

    private static boolean hasCache() throws IOException {
        try (var files = Files.list(ServerUnderTest.home().resolve("target"))) {
            return files.map(Path::getFileName).map(Path::toString).anyMatch(name -> name.endsWith(".aot"));
        }
    }
}

package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Loads the server with `wrk`: each connection asks again as soon as it is answered.
final class Wrk {
    /// What `report.lua` prints when all is over.
    private static final Pattern REPORT = Pattern.compile("REPORT (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

    private final ServerUnderTest server;
    private final int seconds;
    private static final AtomicInteger RUNS = new AtomicInteger();

    Wrk(ServerUnderTest server, int seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    /// Posts the same body again and again, each time under an idempotency key of its own.
    Measured post(String path, String body, int connections) {
        var file = server.write("body.json", body);
        return run("post.lua", path, connections, Map.of("BENCH_BODY", file.toString()));
    }

    /// Asks for one path after the other.
    Measured get(List<String> paths, int connections) {
        var file = server.write("paths.txt", String.join("\n", paths));
        return run("get.lua", "/", connections, Map.of("BENCH_PATHS", file.toString()));
    }

    private Measured run(String script, String path, int connections, Map<String, String> more) {
        var variables = new java.util.HashMap<>(more);
        variables.put("BENCH_KEY", server.secretKey());
        variables.put("BENCH_RUN", "bench-" + RUNS.incrementAndGet());
        double before = server.cpuSeconds();
        double databaseBefore = server.databaseCpuSeconds();
        var said = Programs.output(
                server.home().resolve("bench"), variables, command(script, server.url() + path, connections));
        var report = REPORT.matcher(said);
        if (!report.find()) {
            throw new IllegalStateException("wrk said nothing of its results:\n" + said);
        }
        double requests = Double.parseDouble(report.group(1));
        return new Measured(
                requests / Double.parseDouble(report.group(2)) * 1e6,
                Double.parseDouble(report.group(3)) / 1000,
                Double.parseDouble(report.group(4)) / 1000,
                Double.parseDouble(report.group(5)) / 1000,
                Long.parseLong(report.group(6)),
                (server.cpuSeconds() - before) / requests * 1e6,
                (server.databaseCpuSeconds() - databaseBefore) / requests * 1e6);
    }

    private List<String> command(String script, String url, int connections) {
        int threads = Math.min(2, connections);
        return new ArrayList<>(
                List.of("wrk", "-t" + threads, "-c" + connections, "-d" + seconds + "s", "-s", script, url));
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

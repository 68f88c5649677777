package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Loads PostgreSQL itself with `pgbench`, on the server that the program uses, with prepared statements.
final class Pgbench {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
    private static final double SAMPLE = 0.05;

    /// So far apart are the ids of two runs; no run makes as many.
    private static final long IDS_A_RUN = 1L << 43;

    private final ServerUnderTest server;
    private final int seconds;
    private long runs;

    Pgbench(ServerUnderTest server, int seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    /// Selects of rows by primary key, a script for each row, whose paths in the API are given.
    List<String> selects(String table, List<String> paths) {
        return paths.stream()
                .map(path -> path.substring(path.lastIndexOf('_') + 1))
                .map(id -> "select * from %s where account_id = %d and not live and id = %s;\n"
                        .formatted(table, server.account(), id))
                .toList();
    }

    Measured run(String script, int clients) {
        return run(List.of(script), clients);
    }

    /// Any of several scripts each time, of which there may be 128.
    Measured run(List<String> scripts, int clients) {
        var folder = newFolder(server.folder().resolve("pgbench-" + ++runs));
        var files = IntStream.range(0, scripts.size())
                .mapToObj(i -> Wrk.write(server.folder().resolve("script-" + i + ".sql"), scripts.get(i)))
                .toList();
        double before = server.databaseCpuSeconds();
        var said = Programs.output(folder, password(), command(files, clients));
        double count = Double.parseDouble(found(COUNT, said));
        var times = times(folder);
        return new Measured(
                Double.parseDouble(found(RATE, said)),
                percentile(times, 0.50),
                percentile(times, 0.95),
                percentile(times, 0.99),
                Long.parseLong(found(FAILED, said)),
                0,
                (server.databaseCpuSeconds() - before) / count * 1e6);
    }

    private Map<String, String> password() {
        return Map.of("PGPASSWORD", server.login().password());
    }

    private List<String> command(List<Path> scripts, int clients) {
        var address = server.address();
        var command = new ArrayList<>(List.of(
                "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                "--jobs=2",
                "--client=" + clients,
                "--time=" + seconds,
                "--log",
                "--sampling-rate=" + SAMPLE,
                "--define=n=0",
                "--define=base=" + runs * IDS_A_RUN,
                "--host=" + address.getHost(),
                "--port=" + address.getPort(),
                "--username=" + server.login().user(),
                address.getPath().substring(1)));
        scripts.forEach(script -> command.add("--file=" + script));
        return command;
    }

    /// Milliseconds of the sampled transactions, sorted: the third field of each line, in microseconds.
    private static List<Double> times(Path folder) {
        try (var files = Files.list(folder)) {
            return files.flatMap(Pgbench::lines)
                    .map(line -> Double.parseDouble(line.split(" ")[2]) / 1000)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.util.stream.Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double percentile(List<Double> sorted, double part) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (part * (sorted.size() - 1)));
    }

    private static Path newFolder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(Pattern pattern, String said) {
        var match = pattern.matcher(said);
        if (!match.find()) {
            throw new IllegalStateException("pgbench did not say " + pattern + ":\n" + said);
        }
        return match.group(1);
    }
}

package dev.caisse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The real program in a process of its own, with exactly the `CAISSE_` variables it is given. What it prints is kept
/// in
/// files. Ends no process but the one it started.
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Xmx512m");

    private final Process process;
    private final int port;
    private final Path output;
    private final Path errors;

    private ServerProcess(Process process, int port, Path output, Path errors) {
        this.process = process;
        this.port = port;
        this.output = output;
        this.errors = errors;
    }

    /// How a command ended and what it said.
    public record Ended(int code, String output, String errors) {}

    /// Starts `serve` and waits until it is ready.
    ///
    /// @param variables without a port, one that is free is chosen
    public static ServerProcess start(Map<String, String> variables) {
        var server = launch(variables);
        server.awaitReady();
        return server;
    }

    /// Starts `serve` and does not wait.
    public static ServerProcess launch(Map<String, String> variables) {
        return launch(ProgramArchive.made().flags(), variables);
    }

    /// The same, by other flags of Java, that say where the program is.
    static ServerProcess launch(List<String> flags, Map<String, String> variables) {
        var settled = new HashMap<>(variables);
        if (settled.getOrDefault("CAISSE_PORT", "0").equals("0")) {
            settled.put("CAISSE_PORT", String.valueOf(freePort()));
        }
        return begin(flags, settled, "serve");
    }

    /// Runs another command of the program to its end.
    public static Ended run(Map<String, String> variables, String... arguments) {
        try (var command = begun(variables, arguments)) {
            return command.ended();
        }
    }

    /// Begins another command of the program and does not wait.
    public static ServerProcess begun(Map<String, String> variables, String... arguments) {
        var settled = new HashMap<>(variables);
        settled.putIfAbsent("CAISSE_PORT", "0");
        return begin(ProgramArchive.made().flags(), settled, arguments);
    }

    /// Waits for the end of a process that ends by itself, or was told to.
    public Ended ended() {
        return new Ended(awaitEnd(PATIENCE), output(), errors());
    }

    /// @return its exit code
    public int awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still runs after " + patience + "; it said:\n" + output() + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void awaitReady() {
        Eventually.holds(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended instead of serving; it said:\n" + output() + errors());
            }
            return output().contains("Caisse serves ")
                    && client().get("/readyz").status() == 200;
        });
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Asks with the secret key that test servers have.
    public Client client() {
        return new Client(url(), TestServer.SECRET_KEY);
    }

    /// What it has written to standard output so far.
    public String output() {
        return text(output);
    }

    /// What it has written to standard error so far: its log.
    public String errors() {
        return text(errors);
    }

    /// `kill -9`: it gets no chance to do anything more.
    public void kill() {
        process.destroyForcibly();
        awaitEnd(PATIENCE);
    }

    /// `SIGTERM`: asks it to stop.
    public void terminate() {
        process.destroy();
    }

    /// `SIGINT`, as Ctrl-C sends it.
    public void interrupt() {
        signal("INT", process.pid());
    }

    /// Sends a signal to one process.
    public static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Stops it, gently if it still runs.
    @Override
    public void close() {
        terminate();
        try {
            awaitEnd(PATIENCE);
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        } finally {
            output.toFile().delete();
            errors.toFile().delete();
        }
    }

    private static ServerProcess begin(List<String> flags, Map<String, String> variables, String... arguments) {
        try {
            var output = Files.createTempFile("caisse-server-", ".out");
            var errors = Files.createTempFile("caisse-server-", ".err");
            var builder = new ProcessBuilder(command(flags, arguments))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("CAISSE_"));
            builder.environment().putAll(variables);
            return new ServerProcess(builder.start(), Integer.parseInt(variables.get("CAISSE_PORT")), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(List<String> flags, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.add("dev.caisse.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    /// A port on which nothing listens at this moment.
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.caisse.console;

import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.platform.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// Forwarding that is under way in this process, and what it has printed so far.
final class Listening implements AutoCloseable {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final LocalProgram program;
    private final ForwardEvents forward;
    private final CompletableFuture<Void> running;

    private Listening(String url, LocalProgram program, Predicate<String> isWanted) {
        this.program = program;
        this.forward = new ForwardEvents(
                new RunningServer(url, TestServer.SECRET_KEY),
                program,
                isWanted,
                Clock.system(),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        this.running = CompletableFuture.runAsync(forward::run, Thread::startVirtualThread);
    }

    /// To all events, once it is ready.
    static Listening to(String url, URI program) {
        return to(url, program, _ -> true, Duration.ofSeconds(10));
    }

    static Listening to(String url, URI program, Predicate<String> isWanted, Duration patience) {
        var listening = begun(url, program, isWanted, patience);
        listening.awaits("Ready");
        return listening;
    }

    /// To all events, and not yet ready.
    static Listening begun(String url, URI program) {
        return begun(url, program, _ -> true, Duration.ofSeconds(10));
    }

    private static Listening begun(String url, URI program, Predicate<String> isWanted, Duration patience) {
        return new Listening(
                url, new LocalProgram(program, TestServer.SECRET_KEY, "1.2", Clock.system(), patience), isWanted);
    }

    void awaits(String text) {
        Eventually.holds(() -> {
            if (running.isCompletedExceptionally()) {
                running.join();
            }
            return printed().contains(text);
        });
    }

    String secret() {
        return program.secret();
    }

    String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /// @return all that it printed
    String stopped() {
        forward.stop();
        running.join();
        return printed();
    }

    @Override
    public void close() {
        stopped();
    }
}

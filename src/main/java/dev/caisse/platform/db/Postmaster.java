package dev.caisse.platform.db;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One running PostgreSQL, started by us or found running.
final class Postmaster {
    private final ProcessHandle process;
    private final CompletableFuture<ProcessHandle> end;
    private final int port;

    Postmaster(ProcessHandle process, int port) {
        this.process = process;
        this.end = process.onExit();
        this.port = port;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive() && PostgresProcesses.isRunning(process.pid());
    }

    /// @return whether it has ended in time
    /// @throws InterruptedException when the wait is to be given up
    boolean awaitEnd(Duration time) throws InterruptedException {
        try {
            end.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !isAlive();
        }
    }

    void kill() {
        process.destroyForcibly();
    }
}

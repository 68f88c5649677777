package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `postmaster.pid`, in which PostgreSQL says who serves a cluster, where, and whether it is ready. It outlives
/// a postmaster that was killed, so its number may be anybody's by now.
record PidFile(long pid, int port, boolean ready) {
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /// @return empty when there is none, or when it is still being written
    static Optional<PidFile> read(Path cluster) {
        try {
            return parse(Files.readAllLines(file(cluster)));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Path file(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    private static Optional<PidFile> parse(List<String> lines) {
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        boolean ready =
                lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
        return Optional.of(new PidFile(
                Long.parseLong(lines.getFirst().strip()),
                Integer.parseInt(lines.get(PORT_LINE).strip()),
                ready));
    }
}

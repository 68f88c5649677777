package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Which processes of the machine serve one cluster, told by their command lines, which anybody may read, and
/// not by a number that may have been given to another process since.
record PostgresProcesses(Path cluster, String clusterName, ProcessList system) {

    PostgresProcesses(Path cluster, String clusterName) {
        this(cluster, clusterName, ProcessList.ofThisSystem());
    }

    boolean isPostmaster(long pid) {
        return isPostmaster(system.words(pid));
    }

    /// All of them, the postmaster too.
    List<Long> list() throws IOException {
        return system.running().entrySet().stream()
                .filter(process -> isPostmaster(process.getValue()) || isBackend(process.getValue()))
                .map(process -> process.getKey())
                .toList();
    }

    /// @return false also for a process that has ended and is only listed because its parent has not asked for its end
    static boolean isRunning(long pid) {
        return ProcessList.ofThisSystem().isRunning(pid);
    }

    /// The folder may hold spaces, which not every system tells from those between words.
    private boolean isPostmaster(List<String> words) {
        int option = words.indexOf("-D");
        var line = String.join(" ", words) + " ";
        return option > 0
                && String.join(" ", words.subList(0, option)).endsWith("/postgres")
                && line.contains(" -D " + cluster + " ");
    }

    private boolean isBackend(List<String> words) {
        return String.join(" ", words).startsWith("postgres: " + clusterName + ": ");
    }
}

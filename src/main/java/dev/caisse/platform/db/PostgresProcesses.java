package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which processes of the machine serve one cluster, told by their command lines, which anybody may read, and
/// not by a number that may have been given to another process since.
record PostgresProcesses(Path cluster, String clusterName) {

    boolean isPostmaster(long pid) {
        var words = words(pid);
        int option = words.indexOf("-D");
        return words.getFirst().endsWith("/postgres")
                && option > 0
                && words.get(option + 1).equals(cluster.toString());
    }

    /// All of them, the postmaster too.
    List<Long> list() throws IOException {
        var found = new ArrayList<Long>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), PostgresProcesses::isProcess)) {
            for (var process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (isPostmaster(pid) || isBackend(pid)) {
                    found.add(pid);
                }
            }
        }
        return found;
    }

    /// @return false also for a process that has ended and is only listed because its parent has not asked for its end
    static boolean isRunning(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isBackend(long pid) {
        return words(pid).getFirst().startsWith("postgres: " + clusterName + ": ");
    }

    // A process that ended, or of which only the entry is left, has no words.
    private static List<String> words(long pid) {
        try {
            return Arrays.asList(
                    Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
        } catch (IOException e) {
            return List.of("");
        }
    }

    private static boolean isProcess(Path entry) {
        return entry.getFileName().toString().matches("[0-9]+");
    }
}

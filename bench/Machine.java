package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the kernel says of this machine and of processes on it.
final class Machine {
    private static final double TICKS_A_SECOND = 100;
    private static final int PARENT = 1;
    private static final int OWN_TICKS = 11;
    private static final int CHILDREN_TICKS = 13;

    private Machine() {}

    static String described() {
        return "%d cores (%s), %d GiB, %s; Java %s; load before: %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        line("/proc/cpuinfo", "model name"),
                        Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 20,
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        System.getProperty("java.version"),
                        text(Path.of("/proc/loadavg")).replaceAll(" \\S+ \\S+\\s*$", ""));
    }

    /// Processor seconds of one process so far.
    static double cpuSeconds(long pid) {
        var stat = stat(pid);
        return (Long.parseLong(stat.get(OWN_TICKS)) + Long.parseLong(stat.get(OWN_TICKS + 1))) / TICKS_A_SECOND;
    }

    /// Processor seconds of a process and all its children, those that ended included.
    static double cpuSecondsOfFamily(long parent) {
        var stat = stat(parent);
        double ended = (Long.parseLong(stat.get(CHILDREN_TICKS)) + Long.parseLong(stat.get(CHILDREN_TICKS + 1)))
                / TICKS_A_SECOND;
        return cpuSeconds(parent)
                + ended
                + children(parent).mapToDouble(Machine::cpuSeconds).sum();
    }

    static long residentMegabytes(long pid) {
        return Long.parseLong(line("/proc/" + pid + "/status", "VmRSS").replaceAll("\\D", "")) >> 10;
    }

    private static Stream<Long> children(long parent) {
        return ProcessHandle.of(parent).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(pid -> Files.exists(Path.of("/proc/" + pid)));
    }

    /// The fields after the name, which may hold spaces: the first is the state.
    private static List<String> stat(long pid) {
        var text = text(Path.of("/proc/" + pid + "/stat"));
        var fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
        assert Long.parseLong(fields.get(PARENT)) >= 0;
        return fields;
    }

    private static String line(String file, String name) {
        return text(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

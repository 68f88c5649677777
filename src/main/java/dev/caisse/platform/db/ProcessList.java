package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The processes of this machine and what they call themselves. A process that has ended has no words, and is never
/// running.
interface ProcessList {
    Path PROC = Path.of("/proc");

    /// Every process by its number, with the words of its command line.
    Map<Long, List<String>> running() throws IOException;

    List<String> words(long pid);

    /// False also for one that has ended and is only listed because its parent has not asked for its end.
    boolean isRunning(long pid);

    static ProcessList ofThisSystem() {
        return Files.isReadable(PROC.resolve("self/stat")) ? new Proc() : new Ps();
    }

    /// Linux: files under `/proc`.
    record Proc() implements ProcessList {
        @Override
        public Map<Long, List<String>> running() throws IOException {
            var found = new TreeMap<Long, List<String>>();
            try (var processes = Files.newDirectoryStream(PROC, Proc::isProcess)) {
                for (var process : processes) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    found.put(pid, words(pid));
                }
            }
            return found;
        }

        @Override
        public List<String> words(long pid) {
            try {
                return List.of(Files.readString(PROC.resolve(pid + "/cmdline")).split("\0", -1));
            } catch (IOException _) {
                return List.of("");
            }
        }

        @Override
        public boolean isRunning(long pid) {
            try {
                var stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
                return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
            } catch (IOException _) {
                return false;
            }
        }

        private static boolean isProcess(Path entry) {
            return entry.getFileName().toString().matches("[0-9]+");
        }
    }

    /// macOS and other systems without `/proc`: the program `ps`, as POSIX has it.
    record Ps() implements ProcessList {
        private static final Pattern LINE = Pattern.compile("\\s*([0-9]+)\\s+(\\S+)\\s(.*)");

        @Override
        public Map<Long, List<String>> running() throws IOException {
            return read(List.of("-A"));
        }

        @Override
        public List<String> words(long pid) {
            return one(pid).getOrDefault(pid, List.of(""));
        }

        @Override
        public boolean isRunning(long pid) {
            return ProcessHandle.of(pid).isPresent() && one(pid).containsKey(pid);
        }

        private static Map<Long, List<String>> one(long pid) {
            try {
                return read(List.of("-p", String.valueOf(pid)));
            } catch (IOException _) {
                return Map.of();
            }
        }

        private static Map<Long, List<String>> read(List<String> which) throws IOException {
            var found = new TreeMap<Long, List<String>>();
            for (var line : Command.output(words(which))) {
                var parts = LINE.matcher(line);
                if (parts.matches() && !parts.group(2).startsWith("Z")) {
                    found.put(
                            Long.valueOf(parts.group(1)),
                            List.of(parts.group(3).strip().split(" ")));
                }
            }
            return found;
        }

        private static List<String> words(List<String> which) {
            var words = new java.util.ArrayList<>(Command.find("ps"));
            words.addAll(which);
            words.addAll(List.of("-ww", "-o", "pid=", "-o", "stat=", "-o", "args="));
            return words;
        }
    }
}

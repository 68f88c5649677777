package dev.caisse.platform.db;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once per build of them. A folder with the final name is whole: it got that
/// name last.
record PostgresBinaries(Path folder) {
    static final String VERSION = "18.6.0";
    static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

    /// Safe against a crash in the middle and against two starts at once.
    ///
    /// @param into exists
    /// @throws DatabaseUnavailable when Caisse brings no PostgreSQL for this system
    static synchronized PostgresBinaries unpack(Path into, Consumer<String> progress) throws IOException {
        var archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        var folder = into.resolve("postgres-%s-%08x".formatted(VERSION, checksum(archive)));
        if (!Files.isDirectory(folder)) {
            progress.accept("unpacking PostgreSQL " + MAJOR);
            unpack(archive, folder);
        }
        return new PostgresBinaries(folder);
    }

    /// @throws DatabaseUnavailable naming the system, when there is no archive for it
    static URL archive(String system, String processor) {
        return archiveName(system, processor)
                .flatMap(name -> Optional.ofNullable(PostgresBinaries.class.getResource(name)))
                .orElseThrow(() -> new DatabaseUnavailable("Caisse brings no PostgreSQL for " + system + " on "
                        + processor + " here. Set CAISSE_DATABASE_URL to a PostgreSQL 15 or newer of yours."));
    }

    /// By Java's names of the system and of its processor. The build brings the archive of the machine it ran on only.
    static Optional<String> archiveName(String system, String processor) {
        var family = switch (system) {
            case "Linux" -> "linux";
            case "Mac OS X" -> "darwin";
            default -> "";
        };
        var kind = switch (processor) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> "";
        };
        return family.isEmpty() || kind.isEmpty()
                ? Optional.empty()
                : Optional.of("/postgres-" + family + "-" + kind + ".txz");
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    // The jar's own directory holds the checksum, so that a warm start does not read 15 MB.
    private static long checksum(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarEntry().getCrc();
        }
        try (var in = new CheckedInputStream(archive.openStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        removeAbandoned(folder);
        var unfinished = unfinished(folder, ProcessHandle.current().pid());
        makeFolder(unfinished);
        try (var in = archive.openStream();
                var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, unfinished);
            }
        }
        flush(unfinished);
        giveFinalName(unfinished, folder);
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        var target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive leads outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            makeFolder(target);
        } else if (entry.isSymbolicLink()) {
            makeFolder(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            makeFolder(target.getParent());
            Files.copy(content, target);
            permit(target, (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        permit(folder, "rwxr-xr-x");
    }

    // Another account may have to run them, whatever our umask.
    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    // Without it, a power cut can keep the final name and lose the contents.
    private static void flush(Path folder) {
        Command.find("sync").stream()
                .filter(sync -> !Command.succeeds(List.of(sync, "-f", folder.toString())))
                .forEach(sync -> Command.succeeds(List.of(sync)));
    }

    private static void giveFinalName(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            delete(unfinished);
        }
    }

    private static Path unfinished(Path folder, long pid) {
        return folder.resolveSibling(folder.getFileName() + ".unpacking-" + pid);
    }

    private static void removeAbandoned(Path folder) throws IOException {
        long self = ProcessHandle.current().pid();
        try (var found = Files.newDirectoryStream(folder.getParent(), folder.getFileName() + ".unpacking-*")) {
            for (var abandoned : found) {
                long pid = Long.parseLong(abandoned.toString().replaceFirst(".*-", ""));
                if (pid == self || ProcessHandle.of(pid).isEmpty()) {
                    delete(abandoned);
                }
            }
        }
    }

    /// Deletes a folder and all in it; links are not followed.
    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

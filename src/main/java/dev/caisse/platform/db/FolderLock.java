package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One Caisse per data folder, for as long as it lives: the system gives the lock up when the process dies,
/// however it dies.
final class FolderLock implements AutoCloseable {
    // Closing any channel on the file would free the lock of the whole process, so a second opening must not
    // happen.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @param dataDir exists, as a real path
    /// @throws DatabaseUnavailable when another start, in this process or another, holds it
    static FolderLock take(Path dataDir) throws IOException {
        var file = dataDir.resolve("lock");
        long self = ProcessHandle.current().pid();
        if (!HELD.add(file)) {
            throw taken(dataDir, String.valueOf(self));
        }
        try {
            return new FolderLock(file, lock(dataDir, file, self));
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DatabaseUnavailable("Cannot give up the lock " + file + ": " + e.getMessage(), e);
        } finally {
            HELD.remove(file);
        }
    }

    private static FileChannel lock(Path dataDir, Path file, long self) throws IOException {
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            try (channel) {
                throw taken(dataDir, read(channel));
            }
        }
        channel.truncate(0).write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        return channel;
    }

    private static String read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    private static DatabaseUnavailable taken(Path dataDir, String pid) {
        return new DatabaseUnavailable("Another Caisse (process " + pid + ") already uses the data folder " + dataDir
                + ". Stop it first, or give this one a folder of its own with CAISSE_DATA_DIR.");
    }
}

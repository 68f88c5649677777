package dev.caisse.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.platform.crypto.WrappingKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Where the key that wraps the keyset comes from: CAISSE_VAULT_KEY, the file of CAISSE_VAULT_KEY_FILE, or, for test
/// mode only, a file of our own making. Prints where, never what.
public sealed interface KeySource {

    /// The key that is there.
    ///
    /// @throws VaultLocked when there is one that cannot be read
    Optional<WrappingKey> find();

    /// The key that is there, or a new one where this source may make it.
    ///
    /// @throws VaultLocked when there is none that can be read, and none may be made
    WrappingKey findOrMake();

    /// A sentence's worth of where the key is, for a message.
    String place();

    /// Whether the operator chose the key, as live mode demands.
    default boolean isChosen() {
        return !(this instanceof OwnFile);
    }

    /// The text of CAISSE_VAULT_KEY wins over CAISSE_VAULT_KEY_FILE, and both over `vault.key` in the data folder.
    static KeySource of(Optional<String> text, Optional<Path> file, Path data, SecureRandom random) {
        return text.<KeySource>map(Text::new)
                .or(() -> file.map(ChosenFile::new))
                .orElseGet(() -> new OwnFile(data.resolve("vault.key"), random));
    }

    /// The key itself, from the environment.
    record Text(String text) implements KeySource {
        @Override
        public Optional<WrappingKey> find() {
            return Optional.of(read(text, "CAISSE_VAULT_KEY"));
        }

        @Override
        public WrappingKey findOrMake() {
            return read(text, "CAISSE_VAULT_KEY");
        }

        @Override
        public String place() {
            return "the variable CAISSE_VAULT_KEY";
        }

        @Override
        public String toString() {
            return place();
        }
    }

    /// A file that the operator made.
    record ChosenFile(Path path) implements KeySource {
        @Override
        public Optional<WrappingKey> find() {
            return Optional.of(findOrMake());
        }

        @Override
        public WrappingKey findOrMake() {
            return readFile(path)
                    .orElseThrow(() -> new VaultLocked("CAISSE_VAULT_KEY_FILE names " + path
                            + ", which does not exist. Make it with: openssl rand -base64 32"));
        }

        @Override
        public String place() {
            return "the file " + path.toAbsolutePath();
        }
    }

    /// A file that the first node makes for itself, readable by its owner only.
    record OwnFile(Path path, SecureRandom random) implements KeySource {
        @Override
        public Optional<WrappingKey> find() {
            return readFile(path);
        }

        @Override
        public WrappingKey findOrMake() {
            return readFile(path).orElseGet(this::make);
        }

        @Override
        public String place() {
            return "the file " + path.toAbsolutePath();
        }

        private WrappingKey make() {
            try {
                Files.createDirectories(path.toAbsolutePath().getParent());
                appear(WrappingKey.newText(random));
            } catch (IOException e) {
                throw new VaultLocked("The vault's key could not be written to " + path + " (" + e
                        + "). Make the folder writable, or set CAISSE_VAULT_KEY.");
            }
            return readFile(path).orElseThrow();
        }

        // Written aside and linked into place: whoever sees the file sees all of it, and the first one made stays.
        private void appear(String text) throws IOException {
            var aside = path.resolveSibling(path.getFileName() + "." + Long.toHexString(random.nextLong()));
            try {
                writeForOwnerOnly(aside, text);
                Files.createLink(path, aside);
            } catch (FileAlreadyExistsException _) {
                // Another node on this folder was first; its key is the one to read.
            } finally {
                Files.deleteIfExists(aside);
            }
        }

        private static void writeForOwnerOnly(Path path, String text) throws IOException {
            var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var file = java.nio.channels.FileChannel.open(path, Set.copyOf(options), ownerOnly)) {
                file.write(US_ASCII.encode(text + "\n"));
                file.force(true);
            }
        }
    }

    private static Optional<WrappingKey> readFile(Path path) {
        try {
            return Optional.of(read(Files.readString(path), path.toString()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new VaultLocked("The vault's key in " + path + " cannot be read ("
                    + e.getClass().getSimpleName()
                    + "). Give this user the right to read it, or set CAISSE_VAULT_KEY.");
        }
    }

    private static WrappingKey read(String text, String place) {
        try {
            return WrappingKey.read(text);
        } catch (IllegalArgumentException e) {
            throw new VaultLocked("The vault's key, read from " + place + ", is no key. " + e.getMessage());
        }
    }
}

package dev.caisse.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.platform.crypto.WrappingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static TestDatabase database;

    @TempDir
    Path data;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void noKeysetYet() {
        database.db().run("delete from vault_keysets");
    }

    @Test
    void theFirstNodeMakesTheKeysetAndTheSecondOpensIt() {
        var source = text(WrappingKey.newText(RANDOM));
        assertThat(fingerprint(source)).isEqualTo(fingerprint(source));
    }

    @Test
    void nodesThatStartAtOnceGetTheSameKeyset() throws Exception {
        var source = ownFile();
        var fingerprints = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = new ArrayList<Callable<String>>();
            for (int i = 0; i < 8; i++) {
                starts.add(() -> fingerprint(source));
            }
            for (var started : threads.invokeAll(starts)) {
                fingerprints.add(started.get());
            }
        }
        assertThat(fingerprints).hasSize(1);
        assertThat(data).isDirectoryContaining("glob:**vault.key");
        assertThat(Files.list(data)).hasSize(1);
    }

    @Test
    void aKeyOfOurOwnMakingIsForItsOwnerOnlyAndIsReadAgain() throws IOException {
        var first = fingerprint(ownFile());
        var file = data.resolve("vault.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(fingerprint(ownFile())).isEqualTo(first);
        assertThat(fingerprint(text(Files.readString(file)))).isEqualTo(first);
    }

    @Test
    void aNodeWithAnotherKeyRefusesAndSaysWhereTheFirstOneIs() {
        fingerprint(ownFile());
        var other = WrappingKey.newText(RANDOM);
        assertThatThrownBy(() -> Keysets.open(database.db(), text(other)))
                .isInstanceOf(VaultLocked.class)
                .hasMessageContaining("Set CAISSE_VAULT_KEY to the key of the node that started first")
                .hasMessageContaining(data.resolve("vault.key").toString())
                .hasMessageNotContaining(other);
    }

    @Test
    void aNodeWithoutAKeyRefusesAndMakesNone() {
        fingerprint(text(WrappingKey.newText(RANDOM)));
        assertThatThrownBy(() -> Keysets.open(database.db(), ownFile()))
                .isInstanceOf(VaultLocked.class)
                .hasMessageContaining("the variable CAISSE_VAULT_KEY");
        assertThat(data.resolve("vault.key")).doesNotExist();
    }

    @Test
    void aChosenFileHoldsTheKeyAndIsNeverMade() throws IOException {
        var file = data.resolve("mine");
        var source = KeySource.of(Optional.empty(), Optional.of(file), data, RANDOM);
        assertThatThrownBy(() -> Keysets.open(database.db(), source))
                .isInstanceOf(VaultLocked.class)
                .hasMessageContaining("CAISSE_VAULT_KEY_FILE");
        Files.writeString(file, WrappingKey.newText(RANDOM) + "\n");
        assertThat(fingerprint(source)).isNotEmpty();
        assertThat(source.isChosen()).isTrue();
        assertThat(ownFile().isChosen()).isFalse();
    }

    @Test
    void whatIsNoKeyIsRefusedByNameAndNotRepeated() {
        assertThatThrownBy(() -> Keysets.open(database.db(), text("hunter2")))
                .isInstanceOf(VaultLocked.class)
                .hasMessageContaining("CAISSE_VAULT_KEY")
                .hasMessageNotContaining("hunter2");
        assertThat(text("hunter2").toString()).doesNotContain("hunter2");
    }

    private static String fingerprint(KeySource source) {
        return Keysets.open(database.db(), source).fingerprint("x");
    }

    private KeySource ownFile() {
        return KeySource.of(Optional.empty(), Optional.empty(), data, RANDOM);
    }

    private KeySource text(String key) {
        return KeySource.of(Optional.of(key), Optional.empty(), data, RANDOM);
    }
}

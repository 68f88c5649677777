package dev.caisse.vault;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.Keysets.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Gives the vault a new key while nodes run: all of them know it before one seals with it, everything is sealed anew
/// with it, and only then the old one is taken away. How far it has come stands in the keyset, so that it goes on from
/// there when it is run again.
public final class RotateKeys {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Db db;
    private final Clock clock;
    private final KeySource source;
    private final List<SealedColumn> columns;
    private final Duration settling;
    private final VaultNodes nodes = new VaultNodes();

    /// @param columns everything that is sealed
    /// @param settling for how long something may be on its way to the database after it was sealed
    public RotateKeys(Db db, Clock clock, KeySource source, List<SealedColumn> columns, Duration settling) {
        this.db = db;
        this.clock = clock;
        this.source = source;
        this.columns = columns;
        this.settling = settling;
    }

    /// @param progress hears of each step before the next is taken
    /// @throws VaultLocked when it cannot go on; it may be run again
    public void run(Consumer<String> progress) {
        var now = Keysets.read(db, source);
        progress.accept(
                now.keyset().hasManyKeys()
                        ? "An earlier change of keys was interrupted and goes on."
                        : "A new key is made.");
        if (!now.keyset().hasManyKeys()) {
            now = replaced(now, now.keyset().withCandidate());
        }
        if (!now.keyset().sealsWithNewest()) {
            waitForNodes(now, progress);
            now = replaced(now, now.keyset().promoted());
        }
        progress.accept("Every node knows the new key, and it is used from now on.");
        waitForNodes(now, progress);
        clock.sleep(settling);
        resealAll(now.keyset(), progress);
        replaced(now, now.keyset().withoutOldKeys());
        progress.accept("The old key is gone.");
    }

    private Version replaced(Version old, Keyset keyset) {
        if (!Keysets.replace(db, old, keyset, source)) {
            throw new VaultLocked(
                    "Somebody else changes the vault's keys at this moment. Run this again when it is over.");
        }
        return Keysets.read(db, source);
    }

    private void waitForNodes(Version now, Consumer<String> progress) {
        long untilNanos = clock.monotonicNanos() + LONGEST_WAIT.toNanos();
        long told = 0;
        for (long behind = behind(now); behind > 0; behind = behind(now)) {
            if (clock.monotonicNanos() > untilNanos) {
                throw new VaultLocked(behind + " nodes do not follow the change of keys; their logs say why."
                        + " Nothing is lost: run this again when they do, or are stopped.");
            }
            if (behind != told) {
                progress.accept("Waiting for " + behind + " nodes.");
                told = behind;
            }
            clock.sleep(LOOK);
        }
    }

    private long behind(Version now) {
        return nodes.behind(db, now.version());
    }

    private void resealAll(Keyset keyset, Consumer<String> progress) {
        reseal(keyset, progress);
        if (findLeftover(keyset).isPresent()) {
            reseal(keyset, progress);
        }
        findLeftover(keyset).ifPresent(column -> {
            throw new VaultLocked("Something in " + column + " is still sealed with the old key, which therefore stays."
                    + " Run this again.");
        });
    }

    private void reseal(Keyset keyset, Consumer<String> progress) {
        var reseal = new Reseal(db, keyset);
        for (var column : columns) {
            progress.accept("%s: %,d sealed anew.".formatted(column, reseal.run(column)));
        }
    }

    /// Also where nobody said that something is sealed.
    private Optional<Bytes> findLeftover(Keyset keyset) {
        var columns = bytes();
        return keyset.olderMarks().stream()
                .flatMap(mark -> columns.stream().filter(column -> has(column, mark)))
                .findFirst();
    }

    /// A column of bytes, sealed or not.
    private record Bytes(String table, String name) {
        @Override
        public String toString() {
            return table + "." + name;
        }
    }

    private List<Bytes> bytes() {
        return db.all(row -> new Bytes(row.text("table_name"), row.text("column_name")), """
                select table_name, column_name from information_schema.columns
                 where table_schema = current_schema() and data_type = 'bytea' and table_name not like 'vault_keysets'
                 order by table_name, column_name
                """);
    }

    private boolean has(Bytes column, byte[] mark) {
        return db.one(
                        _ -> true,
                        "select 1 from %s where substring(%s from 1 for 5) = ? limit 1"
                                .formatted(column.table(), column.name()),
                        mark)
                .isPresent();
    }
}

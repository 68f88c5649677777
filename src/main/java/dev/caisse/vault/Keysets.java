package dev.caisse.vault;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Unsealable;
import dev.caisse.platform.crypto.WrappingKey;
import dev.caisse.platform.db.Db;
import java.util.Optional;

/// The database's one keyset: made by whichever node comes first, opened by all others with the same key.
public final class Keysets {
    private Keysets() {}

    /// The keyset as it was at one version.
    record Version(Keyset keyset, long version) {}

    /// @throws VaultLocked when this node's key is not the one that the first node had
    public static Keyset open(Db db, KeySource source) {
        return read(db, source).keyset();
    }

    /// @throws VaultLocked when this node's key is not the one that the first node had
    static Version read(Db db, KeySource source) {
        var row = find(db);
        if (row.isEmpty()) {
            add(db, source);
            row = find(db);
        }
        return new Version(
                unwrapped(row.orElseThrow(), source), row.orElseThrow().version());
    }

    static long version(Db db) {
        return db.one(row -> row.number("version"), "select version from vault_keysets")
                .orElseThrow();
    }

    /// Puts another keyset in the place of one; says false when somebody else did so first.
    static boolean replace(Db db, Version old, Keyset keyset, KeySource source) {
        return db.run(
                        "update vault_keysets set wrapped = ?, version = version + 1 where version = ?",
                        keyset.wrap(source.find().orElseThrow()),
                        old.version())
                == 1;
    }

    /// Wraps the same keyset with another key, which nodes that start from now on need.
    ///
    /// @throws VaultLocked when it does not open with the present one
    public static void rewrap(Db db, KeySource present, KeySource next) {
        var now = read(db, present);
        var wrapped = now.keyset().wrap(next.findOrMake());
        if (db.run(
                        "update vault_keysets set wrapped = ?, key_was_in = ? where version = ?",
                        wrapped,
                        next.place(),
                        now.version())
                != 1) {
            throw new VaultLocked("The vault's keys are being changed by somebody else. Try again when that is over.");
        }
    }

    // No key is made for a keyset that exists: it could not open it, and would be mistaken for the one that can.
    private static Keyset unwrapped(Wrapped row, KeySource source) {
        var key = source.find().orElseThrow(() -> locked(row, "this node has no key at " + source.place()));
        return unwrapped(row, source, key);
    }

    private static Keyset unwrapped(Wrapped row, KeySource source, WrappingKey key) {
        try {
            return Keyset.unwrap(row.bytes(), key);
        } catch (Unsealable _) {
            throw locked(row, "the key in " + source.place() + " is another one");
        }
    }

    private static VaultLocked locked(Wrapped row, String why) {
        return new VaultLocked("The vault in this database does not open: " + why
                + ". Set CAISSE_VAULT_KEY to the key of the node that started first; there it is in "
                + row.keyWasIn() + ".");
    }

    private static void add(Db db, KeySource source) {
        var wrapped = Keyset.create().wrap(source.findOrMake());
        db.run("""
                insert into vault_keysets (wrapped, key_was_in) values (?, ?)
                on conflict do nothing""", wrapped, source.place());
    }

    private static Optional<Wrapped> find(Db db) {
        return db.one(
                columns -> new Wrapped(columns.bytes("wrapped"), columns.text("key_was_in"), columns.number("version")),
                "select wrapped, key_was_in, version from vault_keysets");
    }

    private record Wrapped(byte[] bytes, String keyWasIn, long version) {}
}

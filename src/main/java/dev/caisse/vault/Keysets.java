package dev.caisse.vault;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Unsealable;
import dev.caisse.platform.crypto.WrappingKey;
import dev.caisse.platform.db.Db;
import java.util.Optional;

/// The database's one keyset: made by whichever node comes first, opened by all others with the same key.
public final class Keysets {
    private Keysets() {}

    /// @throws VaultLocked when this node's key is not the one that the first node had
    public static Keyset open(Db db, KeySource source) {
        var row = find(db);
        if (row.isEmpty()) {
            add(db, source);
            row = find(db);
        }
        return unwrapped(row.orElseThrow(), source);
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
                columns -> new Wrapped(columns.bytes("wrapped"), columns.text("key_was_in")),
                "select wrapped, key_was_in from vault_keysets");
    }

    private record Wrapped(byte[] bytes, String keyWasIn) {}
}

package dev.caisse.connectors.sandbox;

import dev.caisse.platform.db.Db;
import java.util.List;

/// The book in this database.
final class LocalBook implements BankBook {
    private static final int PAGE = 500;

    private final Db db;
    private final SandboxBook book = new SandboxBook();

    LocalBook(Db db) {
        this.db = db;
    }

    @Override
    public List<Line> after(String reference) {
        return book.listAfter(db, reference, PAGE);
    }

    @Override
    public List<Line> find(List<String> references) {
        return book.listOf(db, references);
    }
}

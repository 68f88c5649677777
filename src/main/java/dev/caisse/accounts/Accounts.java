package dev.caisse.accounts;

import dev.caisse.accounts.Account.Logo;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Where accounts are kept.
public final class Accounts {

    public Optional<Account> find(Sql sql, long id) {
        return sql.one(Accounts::account, "select id, name, logo, logo_type from accounts where id = ?", id);
    }

    /// Holds an account, so that whoever opens throw-away accounts for it does so one after the other.
    void lock(Tx tx, long id) {
        tx.one(_ -> true, "select 1 from accounts where id = ? for no key update", id);
    }

    /// The first account that was opened, which is the one the command line works on; never a throw-away one.
    public Optional<Account> findFirst(Sql sql) {
        return sql.one(
                Accounts::account, "select id, name, logo, logo_type from accounts where id > 0 order by id limit 1");
    }

    void add(Tx tx, Account account) {
        tx.later(
                "insert into accounts (id, name, logo, logo_type) values (?, ?, ?, ?)",
                account.id(),
                account.name(),
                account.logo().map(Logo::bytes).orElse(null),
                account.logo().map(Logo::contentType).orElse(null));
    }

    /// Changes what the payer sees of the merchant.
    void save(Tx tx, Account account) {
        tx.later(
                "update accounts set name = ?, logo = ?, logo_type = ? where id = ?",
                account.name(),
                account.logo().map(Logo::bytes).orElse(null),
                account.logo().map(Logo::contentType).orElse(null),
                account.id());
    }

    private static Account account(Columns row) {
        var logo = Optional.ofNullable(row.bytes("logo")).map(bytes -> new Logo(row.text("logo_type"), bytes));
        return new Account(row.number("id"), row.text("name"), logo);
    }
}

package dev.caisse.accounts;

import dev.caisse.accounts.Account.Logo;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import java.security.SecureRandom;
import java.util.Optional;

/// Gives an empty database its first account and that account its first test keys; of several nodes that start at once,
/// one does. On a database that has an account it only brings the account's name and logo up to date.
public final class OpenFirstAccount {
    /// One number for a lock that nobody else takes.
    private static final long LOCK = 0xCA155E0001L;

    private final Db db;
    private final Ids ids;
    private final SecureRandom random;
    private final Accounts accounts;
    private final ApiKeys apiKeys;

    public OpenFirstAccount(Db db, Ids ids, SecureRandom random, Accounts accounts, ApiKeys apiKeys) {
        this.db = db;
        this.ids = ids;
        this.random = random;
        this.accounts = accounts;
        this.apiKeys = apiKeys;
    }

    /// What the settings say about the first account.
    public record Wanted(
            Optional<String> name,
            Optional<Logo> logo,
            Optional<ApiKey.Text> secretKey,
            Optional<ApiKey.Text> publishableKey) {}

    /// Keys that were just made, to be shown this once.
    public record Opened(ApiKey.Text secretKey, ApiKey.Text publishableKey) {}

    /// Empty when there was an account already.
    public Optional<Opened> run(Wanted wanted) {
        return db.inTransaction(tx -> {
            tx.one(_ -> true, "select pg_advisory_xact_lock(?)", LOCK);
            var first = accounts.findFirst(tx);
            first.ifPresent(account -> refresh(tx, account, wanted));
            return first.isPresent() ? Optional.<Opened>empty() : Optional.of(open(tx, wanted));
        });
    }

    private Opened open(Tx tx, Wanted wanted) {
        var account = new Account(ids.next(), wanted.name().orElse("Your shop"), wanted.logo());
        accounts.add(tx, account);
        var tenant = new Tenant(account.id(), false);
        var opened = new Opened(
                wanted.secretKey().orElseGet(() -> ApiKey.random(random, false, true)),
                wanted.publishableKey().orElseGet(() -> ApiKey.random(random, false, false)));
        apiKeys.add(tx, ApiKey.of(ids.next(), tenant, opened.secretKey()));
        apiKeys.add(tx, ApiKey.of(ids.next(), tenant, opened.publishableKey()));
        return opened;
    }

    private void refresh(Tx tx, Account account, Wanted wanted) {
        var fresh = new Account(
                account.id(),
                wanted.name().orElse(account.name()),
                wanted.logo().or(account::logo));
        if (wanted.name().isPresent() || wanted.logo().isPresent()) {
            accounts.save(tx, fresh);
        }
    }
}

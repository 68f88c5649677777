package dev.caisse.accounts;

import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.TestClock;
import dev.caisse.clocks.TestClocks;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// Opens an account to be thrown away, with keys of test mode and a clock of its own, in a transaction of the caller's.
/// An account may have so many at once; each is over after a week of real time.
public final class OpenThrowAway {
    static final int MOST = 500;
    static final Duration USABLE = Duration.ofDays(7);
    private static final Duration FARTHEST = Duration.ofDays(10 * 366);

    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random;
    private final Accounts accounts;
    private final ApiKeys apiKeys;
    private final TestClocks testClocks = new TestClocks();

    public OpenThrowAway(Ids ids, Clock clock, SecureRandom random, Accounts accounts, ApiKeys apiKeys) {
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.accounts = accounts;
        this.apiKeys = apiKeys;
    }

    /// @param frozenMs what its clock shows at first; real time when empty
    record Wanted(Optional<String> name, Optional<Long> frozenMs) {}

    /// The account, and what is shown of it this once.
    record Opened(Account account, ApiKey.Text secretKey, ApiKey.Text publishableKey, TestClock clock) {}

    /// @param asking whose it is; what a throw-away account opens counts for the one that opened that
    Opened in(Tx tx, Tenant asking, Wanted wanted) {
        long nowMs = clock.nowMs();
        long frozenMs = frozenMs(wanted, nowMs);
        long maker = testClocks.find(tx, asking).map(TestClock::madeBy).orElse(asking.account());
        accounts.lock(tx, maker);
        if (testClocks.count(tx, maker, nowMs) >= MOST) {
            throw tooMany();
        }
        var account = new Account(-ids.next(), wanted.name().orElse("A throw-away shop"), Optional.empty());
        var tenant = new Tenant(account.id(), false);
        var opened = new Opened(
                account,
                ApiKey.random(random, false, true),
                ApiKey.random(random, false, false),
                new TestClock(
                        tenant,
                        ids.next(),
                        wanted.name(),
                        new TestClock.State.Ready(),
                        frozenMs,
                        0,
                        maker,
                        nowMs + USABLE.toMillis()));
        accounts.add(tx, account);
        apiKeys.add(tx, ApiKey.of(ids.next(), tenant, opened.secretKey()));
        apiKeys.add(tx, ApiKey.of(ids.next(), tenant, opened.publishableKey()));
        testClocks.add(tx, opened.clock());
        return opened;
    }

    private static long frozenMs(Wanted wanted, long nowMs) {
        long frozenMs = wanted.frozenMs().orElse(nowMs);
        if (Math.abs(frozenMs - nowMs) > FARTHEST.toMillis()) {
            throw Refusal.invalid("frozen_time", "must be within ten years of now");
        }
        return frozenMs;
    }

    private static Refusal tooMany() {
        return Refusal.of(
                400,
                "test_accounts_exhausted",
                null,
                "This account has " + MOST
                        + " throw-away accounts that can still be used. Delete the test clocks of those"
                        + " that are done with, or wait: each is over a week after it was opened.");
    }
}

package dev.caisse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Any history of charges, refunds and disputes, posted as the rooms post it, against sums kept beside it.
class AnyPostingsTest {
    private static final Tenant TENANT = new Tenant(1, false);
    private static final Fee FEE = new Fee(29_000, 30);
    private static final int STEPS = 400;

    private static TestDatabase database;
    private static NodeLease lease;
    private static Ledger ledger;

    private final Random random = new Random(seed());
    private final Map<String, Long> merchant = new HashMap<>();
    private final Map<String, Long> kept = new HashMap<>();
    private final Map<String, Long> theirs = new HashMap<>();
    private final List<Paid> paid = new ArrayList<>();
    private final List<Paid> refunded = new ArrayList<>();
    private final List<Paid> disputed = new ArrayList<>();
    private long next = 1;

    private record Paid(long id, Money amount) {}

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        lease = NodeLease.take(database.db(), Clock.system());
        var ids = new Ids(Clock.system(), lease);
        ledger = new Ledger(
                database.db(),
                ids,
                Clock.system(),
                new Clocks(database.db(), Clock.system()),
                null,
                new Ledger.Terms(FEE, 2));
    }

    @AfterAll
    static void close() {
        lease.close();
        database.close();
    }

    @Test
    void sumToNothingPostOnceAndAreWhatTheBalancesSay() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        assertThat(database.db().all(row -> row.text("wrong"), """
                select currency || ' ' || sum(amount) as wrong
                  from (select currency, amount from transfers
                        union all select currency, -amount from transfers) moved
                 group by currency having sum(amount) <> 0""")).isEmpty();
        theBalancesAreRight();
        var balances = new Balances();
        var turned = database.db().inTransaction(balances::turn);
        assertThat(balances.isOver(database.db(), turned)).isTrue();
        database.db().inTransaction(tx -> {
            balances.cut(tx, turned.tide());
            return true;
        });
        theBalancesAreRight();
        for (var purse : List.of(Purse.FEES, Purse.DISPUTES, Purse.PAYER_CLEARING)) {
            for (var currency : List.of("GBP", "JPY")) {
                long expected = switch (purse) {
                    case FEES -> kept.getOrDefault(currency, 0L);
                    case DISPUTES -> theirs.getOrDefault(currency, 0L);
                    default ->
                        -merchant.getOrDefault(currency, 0L)
                                - kept.getOrDefault(currency, 0L)
                                - theirs.getOrDefault(currency, 0L);
                };
                assertThat(snapshot(purse, currency)).as(purse + " " + currency).isEqualTo(expected);
            }
        }
    }

    private void theBalancesAreRight() {
        for (var currency : List.of("GBP", "JPY")) {
            long sum = new Balances()
                    .list(database.db(), TENANT).stream()
                            .filter(balance -> balance.currency().code().equals(currency))
                            .mapToLong(Balances.Balance::amount)
                            .sum();
            assertThat(sum).as(currency).isEqualTo(merchant.getOrDefault(currency, 0L));
        }
    }

    private void step() {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                var charge = new Paid(next++, money());
                boolean isAtOnce = random.nextBoolean();
                once(tx -> ledger.charged(tx, TENANT, charge.id(), charge.amount(), isAtOnce));
                paid.add(charge);
                move(merchant, charge.amount(), 1);
                move(merchant, FEE.of(charge.amount()), -1);
                move(kept, FEE.of(charge.amount()), 1);
            }
            case 2 -> {
                var late = new Paid(next++, money());
                once(tx -> ledger.late(tx, TENANT, late.id(), late.amount()));
                once(tx -> ledger.returned(tx, TENANT, late.id(), late.amount()));
            }
            case 3 -> {
                if (!paid.isEmpty()) {
                    var charge = paid.get(random.nextInt(paid.size()));
                    var refund = new Paid(next++, charge.amount());
                    once(tx -> ledger.refunded(tx, TENANT, refund.id(), charge.id(), refund.amount()));
                    refunded.add(refund);
                    move(merchant, refund.amount(), -1);
                }
            }
            case 4 -> {
                if (!refunded.isEmpty()) {
                    var failed = refunded.remove(random.nextInt(refunded.size()));
                    once(tx -> ledger.refundFailed(tx, TENANT, failed.id()));
                    move(merchant, failed.amount(), 1);
                }
            }
            default -> dispute();
        }
    }

    private void dispute() {
        if (!disputed.isEmpty() && random.nextBoolean()) {
            var won = disputed.remove(random.nextInt(disputed.size()));
            once(tx -> ledger.disputeWon(tx, TENANT, won.id(), won.amount()));
            move(merchant, won.amount(), 1);
            move(theirs, won.amount(), -1);
        } else {
            var opened = new Paid(next++, money());
            once(tx -> ledger.disputed(tx, TENANT, opened.id(), opened.amount()));
            disputed.add(opened);
            move(merchant, opened.amount(), -1);
            move(theirs, opened.amount(), 1);
        }
    }

    /// Posted a second time it is refused, and nothing of the second is left.
    private void once(ToLongFunction<Tx> posting) {
        database.db().inTransaction(posting::applyAsLong);
        long before = count();
        assertThatThrownBy(() -> database.db().inTransaction(posting::applyAsLong))
                .isInstanceOfSatisfying(
                        DbFailure.class,
                        failure -> assertThat(failure.broke("transfers_once")).isTrue());
        assertThat(count()).isEqualTo(before);
    }

    private Money money() {
        return Money.of(100 + random.nextLong(1_000_000_000L), CurrencyCode.of(random.nextBoolean() ? "GBP" : "JPY"));
    }

    private static void move(Map<String, Long> sums, Money amount, int sign) {
        sums.merge(amount.currency().code(), sign * amount.minor(), Long::sum);
    }

    private static long snapshot(Purse purse, String currency) {
        return database.db()
                .one(row -> row.number("amount"), """
                        select coalesce(sum(amount), 0)::bigint as amount from balance_snapshots
                         where account_id = 1 and not live and purse = ? and currency = ?
                        """, purse.word(), currency)
                .orElseThrow();
    }

    private static long count() {
        return database.db()
                .one(row -> row.number("n"), "select count(*) as n from transfers")
                .orElseThrow();
    }

    private static long seed() {
        long seed = Long.getLong("caisse.seed", System.nanoTime());
        System.out.println("postings with -Dcaisse.seed=" + seed);
        return seed;
    }
}

package dev.caisse.reconcile;

import dev.caisse.connectors.sandbox.BankBook;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Compares what Caisse holds with itself and with test mode's bank, line by line, a page at a time. Reads only. Beside
/// a
/// running server a page may be read in the middle of a payment: what differs is looked at again, and only what still
/// does is told.
public final class Reconcile {
    private static final Duration BREATH = Duration.ofSeconds(2);
    /// For so long an attempt may be open before it is more than under way.
    private static final Duration UNDER_WAY = Duration.ofMinutes(15);

    private final Db db;
    private final Clock clock;
    private final BankBook bank;
    private final OurBooks ours = new OurBooks();

    /// @param bank test mode's
    public Reconcile(Db db, Clock clock, BankBook bank) {
        this.db = db;
        this.clock = clock;
        this.bank = bank;
    }

    /// What was compared, and what came of it.
    public record Result(
            long payments, long charges, long transfers, long sessions, long lines, long underWay, long differences) {
        public boolean isClean() {
            return differences == 0;
        }
    }

    /// @param differences hears of each, in plain words
    /// @param underWay hears of what cannot be compared yet
    /// @throws BankBook.Closed when the bank's book cannot be read
    public Result run(Consumer<String> differences, Consumer<String> underWay) {
        var counts = new Counts(differences, underWay);
        var compare = new Compare(db, ours);
        var compareLedger = new CompareLedger(db);
        var compareBank = new CompareBank(db, ours, bank, clock.nowMs() - UNDER_WAY.toMillis());
        for (var tenant : ours.tenants(db)) {
            pass(counts, counts::payments, 0L, after -> compare.intents(tenant, after));
            pass(counts, counts::charges, 0L, after -> compare.charges(tenant, after));
            pass(counts, counts::sessions, 0L, after -> compare.sessions(tenant, after));
            pass(counts, counts::transfers, 0L, after -> compareLedger.transfers(tenant, after));
            pass(counts, _ -> {}, 0L, after -> compareLedger.refunds(tenant, after));
            pass(counts, _ -> {}, 0L, after -> compareLedger.disputes(tenant, after));
            pass(counts, _ -> {}, 0L, _ -> compareLedger.balances(tenant));
            pass(counts, _ -> {}, 0L, after -> compareBank.charges(tenant, after));
            pass(counts, _ -> {}, 0L, after -> compareBank.attempts(tenant, after));
        }
        pass(counts, counts::lines, "", compareBank::lines);
        return counts.result();
    }

    /// One page that was compared.
    ///
    /// @param next where to go on; null after the last
    record Checked<K>(int size, K next, Set<String> differences, Set<String> underWay) {}

    private interface Pass<K> {
        Checked<K> page(K after);
    }

    private <K> void pass(Counts counts, Consumer<Integer> counted, K first, Pass<K> pass) {
        for (K after = first; after != null; ) {
            K from = after;
            var page = steady(() -> pass.page(from));
            counted.accept(page.size());
            page.differences().forEach(counts::differ);
            page.underWay().forEach(counts::wait);
            after = page.next();
        }
    }

    private <K> Checked<K> steady(Supplier<Checked<K>> look) {
        var first = look.get();
        if (first.differences().isEmpty()) {
            return first;
        }
        clock.sleep(BREATH);
        var again = look.get();
        var still = new LinkedHashSet<>(first.differences());
        still.retainAll(again.differences());
        return new Checked<>(first.size(), first.next(), still, again.underWay());
    }

    /// What was seen so far.
    private static final class Counts {
        private final Consumer<String> differences;
        private final Consumer<String> underWay;
        private final long[] seen = new long[7];

        Counts(Consumer<String> differences, Consumer<String> underWay) {
            this.differences = differences;
            this.underWay = underWay;
        }

        void payments(int more) {
            seen[0] += more;
        }

        void charges(int more) {
            seen[1] += more;
        }

        void transfers(int more) {
            seen[2] += more;
        }

        void sessions(int more) {
            seen[3] += more;
        }

        void lines(int more) {
            seen[4] += more;
        }

        void wait(String text) {
            seen[5]++;
            underWay.accept(text);
        }

        void differ(String text) {
            seen[6]++;
            differences.accept(text);
        }

        Result result() {
            return new Result(seen[0], seen[1], seen[2], seen[3], seen[4], seen[5], seen[6]);
        }
    }
}

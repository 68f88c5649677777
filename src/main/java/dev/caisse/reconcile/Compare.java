package dev.caisse.reconcile;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.sandbox.BankBook;
import dev.caisse.connectors.sandbox.BankBook.Line;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.reconcile.OurBooks.AttemptRow;
import dev.caisse.reconcile.OurBooks.ChargeRow;
import dev.caisse.reconcile.OurBooks.IntentRow;
import dev.caisse.reconcile.OurBooks.Posted;
import dev.caisse.reconcile.OurBooks.SessionRow;
import dev.caisse.reconcile.OurBooks.TransferRow;
import dev.caisse.reconcile.Reconcile.Checked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What must agree, one page at a time, and how it is said when it does not.
final class Compare {
    private static final String SANDBOX = "sandbox";

    private final Db db;
    private final OurBooks ours;
    private final BankBook bank;
    private final long staleMs;

    /// @param staleMs what was begun before is no longer under way
    Compare(Db db, OurBooks ours, BankBook bank, long staleMs) {
        this.db = db;
        this.ours = ours;
        this.bank = bank;
        this.staleMs = staleMs;
    }

    /// What is found on one page.
    private static final class Found {
        private final Set<String> differences = new LinkedHashSet<>();
        private final Set<String> underWay = new LinkedHashSet<>();

        void differ(String text, Object... values) {
            differences.add(text.formatted(values));
        }

        void wait(String text, Object... values) {
            underWay.add(text.formatted(values));
        }

        <T, K> Checked<K> of(List<T> rows, Function<T, K> key, int whole) {
            return new Checked<>(
                    rows.size(), rows.size() < whole ? null : key.apply(rows.getLast()), differences, underWay);
        }
    }

    Checked<Long> intents(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.intents(db, tenant, after);
        for (var intent : rows) {
            var id = Prefix.INTENT.id(intent.id());
            if (intent.status().equals("succeeded") && intent.charges() == 0) {
                found.differ(
                        "%s succeeded with %d %s but has no paid charge.", id, intent.received(), intent.currency());
            } else if (intent.received() != intent.taken()) {
                found.differ(
                        "%s says it received %d %s, but its charges took %d %s.",
                        id, intent.received(), intent.currency(), intent.taken(), intent.currency());
            }
        }
        return found.of(rows, IntentRow::id, OurBooks.PAGE);
    }

    Checked<Long> charges(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.charges(db, tenant, after);
        var ids = rows.stream().mapToLong(ChargeRow::id).toArray();
        var posted = ours.posted(db, tenant, ids).stream().collect(Collectors.groupingBy(Posted::charge));
        var lines = lines(rows.stream()
                .filter(charge -> charge.connector().equals(SANDBOX))
                .map(charge -> Long.toString(charge.attempt()))
                .toList());
        for (var charge : rows) {
            ledger(found, charge, posted.getOrDefault(charge.id(), List.of()));
            if (charge.connector().equals(SANDBOX)) {
                bank(found, charge, lines.get(Long.toString(charge.attempt())));
            }
        }
        return found.of(rows, ChargeRow::id, OurBooks.PAGE);
    }

    private static void ledger(Found found, ChargeRow charge, List<Posted> posted) {
        var id = Prefix.CHARGE.id(charge.id());
        var currency = charge.currency();
        if (!currency.equals(charge.intentCurrency())) {
            found.differ(
                    "%s is in %s, but its %s is in %s.",
                    id, currency, Prefix.INTENT.id(charge.intent()), charge.intentCurrency());
        }
        posted.stream()
                .filter(other -> !other.currency().equals(currency))
                .forEach(other -> found.differ(
                        "%s is in %s, but the ledger has transfers of it in %s.", id, currency, other.currency()));
        long times = posted.stream().mapToLong(Posted::times).sum();
        long came = posted.stream().mapToLong(Posted::came).sum();
        long back = posted.stream().mapToLong(Posted::back).sum();
        if (times > 1) {
            found.differ("%s is posted %d times in the ledger: %d %s together.", id, times, came, currency);
        } else if (times == 0 && charge.captured() > 0) {
            found.differ("%s took %d %s, but the ledger has no transfer of it.", id, charge.captured(), currency);
        } else if (came != charge.captured()) {
            found.differ("%s took %d %s, but the ledger has %d.", id, charge.captured(), currency, came);
        }
        if (charge.refunded() > charge.captured()) {
            found.differ(
                    "%s took %d %s, but %d of it was refunded.", id, charge.captured(), currency, charge.refunded());
        }
        if (back != charge.refunded()) {
            found.differ("%s was refunded %d %s, but the ledger has %d.", id, charge.refunded(), currency, back);
        }
    }

    private static void bank(Found found, ChargeRow charge, Line line) {
        var id = Prefix.CHARGE.id(charge.id());
        if (line == null) {
            if (charge.isPaid()) {
                found.differ(
                        "%s took %d %s, but the bank's book has no entry %d.",
                        id, charge.captured(), charge.currency(), charge.attempt());
            }
            return;
        }
        if (!line.currency().equals(charge.currency())) {
            found.differ(
                    "%s is in %s, but the bank's entry %s is in %s.",
                    id, charge.currency(), line.reference(), line.currency());
            return;
        }
        long left = charge.captured() - charge.refunded();
        long leftThere = line.moved() - line.refunded();
        boolean agree = charge.isPaid() ? line.moved() == charge.captured() && leftThere == left : leftThere == 0;
        if (agree) {
            return;
        }
        Consumer<String> say = charge.isUnderWay() ? text -> found.wait("%s", text) : text -> found.differ("%s", text);
        say.accept("%s took %d %s of which %d went back, but in the bank's entry %s it is %d of which %d."
                .formatted(
                        id,
                        charge.captured(),
                        charge.currency(),
                        charge.refunded(),
                        line.reference(),
                        line.moved(),
                        line.refunded()));
    }

    Checked<Long> transfers(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.transfers(db, tenant, after);
        for (var transfer : rows) {
            if (!transfer.hasSource()) {
                found.differ(
                        "%s posts %d %s as %s of %d, which does not exist.",
                        Prefix.TRANSACTION.id(transfer.id()),
                        transfer.amount(),
                        transfer.currency(),
                        transfer.kind(),
                        transfer.source());
            }
        }
        return found.of(rows, TransferRow::id, OurBooks.PAGE);
    }

    Checked<Long> sessions(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.sessions(db, tenant, after);
        for (var session : rows) {
            boolean isPaid = session.intentStatus().filter("succeeded"::equals).isPresent();
            if (session.paymentStatus().equals("paid") && !isPaid) {
                found.differ(
                        "%s is paid, but its %s is %s.",
                        Prefix.SESSION.id(session.id()),
                        Prefix.INTENT.id(session.intent()),
                        session.intentStatus().orElse("missing"));
            } else if (isPaid && !session.paymentStatus().equals("paid")) {
                found.differ(
                        "%s is %s, but its %s succeeded.",
                        Prefix.SESSION.id(session.id()), session.paymentStatus(), Prefix.INTENT.id(session.intent()));
            }
        }
        return found.of(rows, SessionRow::id, OurBooks.PAGE);
    }

    /// What is open is under way; for a quarter of an hour, then somebody has to look.
    Checked<Long> attempts(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.attempts(db, tenant, after);
        var lines =
                lines(rows.stream().map(attempt -> Long.toString(attempt.id())).toList());
        for (var attempt : rows) {
            var line = lines.get(Long.toString(attempt.id()));
            long there = line == null ? 0 : line.moved() - line.refunded();
            boolean isStale = Snowflake.ms(attempt.id()) < staleMs;
            var what = "%s of %d %s for %s, attempt %d, is open%s"
                    .formatted(
                            attempt.operation(),
                            attempt.amount(),
                            attempt.currency(),
                            Prefix.INTENT.id(attempt.intent()),
                            attempt.id(),
                            there == 0 ? "." : ", and the bank's book has %d of its money.".formatted(there));
            if (isStale && there != 0) {
                found.differ("%s", what);
            } else {
                found.wait("%s", what);
            }
        }
        return found.of(rows, AttemptRow::id, OurBooks.PAGE);
    }

    Checked<String> lines(String after) {
        var found = new Found();
        var rows = bank.after(after);
        var moving =
                rows.stream().filter(line -> line.moved() - line.refunded() > 0).toList();
        var attempts = named(moving.stream()
                .flatMap(line -> number(line.reference()).stream())
                .mapToLong(Long::longValue)
                .toArray());
        for (var line : moving) {
            var attempt = number(line.reference()).map(attempts::get).orElse(null);
            if (attempt == null) {
                found.differ(
                        "The bank's entry %s moved %d %s, but no attempt has this reference.",
                        line.reference(), line.moved(), line.currency());
            } else if (!attempt.hasCharge() && Snowflake.ms(attempt.id()) < staleMs) {
                found.differ(
                        "The bank's entry %s moved %d %s, but %s has no charge for it.",
                        line.reference(), line.moved(), line.currency(), Prefix.INTENT.id(attempt.intent()));
            }
        }
        return new Checked<>(
                rows.size(), rows.isEmpty() ? null : rows.getLast().reference(), found.differences, found.underWay);
    }

    private Map<Long, AttemptRow> named(long[] ids) {
        var named = new HashMap<Long, AttemptRow>();
        for (var tenant : ours.tenants(db)) {
            if (!tenant.live() && named.size() < ids.length) {
                ours.named(db, tenant, ids).forEach(attempt -> named.put(attempt.id(), attempt));
            }
        }
        return named;
    }

    private Map<String, Line> lines(List<String> references) {
        return references.isEmpty()
                ? Map.of()
                : bank.find(new ArrayList<>(references)).stream()
                        .collect(Collectors.toMap(Line::reference, line -> line));
    }

    private static java.util.Optional<Long> number(String reference) {
        return Prefix.CHARGE.read("ch_" + reference);
    }
}

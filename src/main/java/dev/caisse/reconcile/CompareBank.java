package dev.caisse.reconcile;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.sandbox.BankBook;
import dev.caisse.connectors.sandbox.BankBook.Line;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.reconcile.OurBooks.AttemptRow;
import dev.caisse.reconcile.OurBooks.ChargeRow;
import dev.caisse.reconcile.Reconcile.Checked;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What charges and attempts must agree on with the book of test mode's bank, one page at a time, in both directions.
final class CompareBank {
    private static final String SANDBOX = "sandbox";
    private static final String APPROVED = "approved";

    private final Db db;
    private final OurBooks ours;
    private final BankBook bank;
    private final long staleMs;

    /// @param staleMs what was begun before is no longer under way
    CompareBank(Db db, OurBooks ours, BankBook bank, long staleMs) {
        this.db = db;
        this.ours = ours;
        this.bank = bank;
        this.staleMs = staleMs;
    }

    // Money: what each charge took, gave back and lost to a dispute.

    Checked<Long> charges(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.charges(db, tenant, after);
        var known = rows.stream()
                .filter(charge -> charge.connector().equals(SANDBOX))
                .toList();
        var lines = lines(
                known.stream().map(charge -> Long.toString(charge.attempt())).toList());
        for (var charge : known) {
            Optional.ofNullable(lines.get(Long.toString(charge.attempt())))
                    .ifPresentOrElse(line -> charge(found, charge, line), () -> missing(found, charge));
        }
        return found.of(rows, ChargeRow::id, OurBooks.PAGE);
    }

    private static void missing(Found found, ChargeRow charge) {
        if (charge.isPaid()) {
            found.differ(
                    "%s took %d %s, but the bank's book has no entry %d.",
                    Prefix.CHARGE.id(charge.id()), charge.captured(), charge.currency(), charge.attempt());
        }
    }

    private static void charge(Found found, ChargeRow charge, Line line) {
        var id = Prefix.CHARGE.id(charge.id());
        if (!line.currency().equals(charge.currency())) {
            found.differ(
                    "%s is in %s, but the bank's entry %s is in %s.",
                    id, charge.currency(), line.reference(), line.currency());
            return;
        }
        long left = charge.captured() - charge.refunded();
        long leftThere = line.moved() - line.refunded();
        boolean agree = charge.isPaid()
                ? line.moved() == charge.captured() + charge.excess() && leftThere == left
                : leftThere == line.disputed();
        if (!agree) {
            found.say(
                    charge.isUnderWay(),
                    "%s took %d %s of which %d went back, but in the bank's entry %s it is %d of which %d.",
                    id,
                    charge.captured(),
                    charge.currency(),
                    charge.refunded(),
                    line.reference(),
                    line.moved(),
                    line.refunded());
        }
        if (charge.isPaid() && line.disputed() != charge.withheld()) {
            found.differ(
                    "%s has %d %s withheld by a dispute, but in the bank's entry %s it is %d.",
                    id, charge.withheld(), charge.currency(), line.reference(), line.disputed());
        }
        held(found, charge, line);
    }

    /// Nothing moved yet: then both sides hold it, or neither.
    private static void held(Found found, ChargeRow charge, Line line) {
        boolean isHeldHere = charge.isPaid() && charge.captured() == 0 && !charge.isExpired();
        boolean isHeldThere = line.outcome().equals(APPROVED) && line.moved() == 0;
        if (isHeldHere != isHeldThere && line.moved() == 0 && charge.captured() == 0) {
            found.say(
                    charge.isUnderWay(),
                    "%s of %d %s is %s, but in the bank's entry %s it is %s.",
                    Prefix.CHARGE.id(charge.id()),
                    charge.amount(),
                    charge.currency(),
                    isHeldHere ? "held" : "not held",
                    line.reference(),
                    isHeldThere ? "held" : "not");
        }
    }

    // Calls: how each ended, here and there.

    Checked<Long> attempts(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.attempts(db, tenant, after);
        var known = rows.stream()
                .filter(attempt -> attempt.connector().equals(SANDBOX))
                .toList();
        var lines =
                lines(known.stream().map(attempt -> Long.toString(attempt.id())).toList());
        for (var attempt : rows) {
            var line = Optional.ofNullable(lines.get(Long.toString(attempt.id())));
            if (attempt.outcome().isEmpty()) {
                open(found, attempt, line);
            } else if (attempt.connector().equals(SANDBOX)) {
                closed(found, attempt, line);
            }
        }
        return found.of(rows, AttemptRow::id, OurBooks.PAGE);
    }

    /// What is open is under way; for a quarter of an hour, then somebody has to look where money is in it.
    private void open(Found found, AttemptRow attempt, Optional<Line> line) {
        long there = line.map(entry -> entry.moved() - entry.refunded()).orElse(0L);
        found.say(
                !isStale(attempt.id()) || there == 0,
                "%s is open%s",
                said(attempt),
                there == 0 ? "." : ", and the bank's book has %d of its money.".formatted(there));
    }

    private static void closed(Found found, AttemptRow attempt, Optional<Line> line) {
        if (line.isEmpty()) {
            if (attempt.outcome().equals(APPROVED) && !attempt.hasCharge()) {
                found.differ("%s is approved, but the bank's book has no entry of it.", said(attempt));
            }
            return;
        }
        var entry = line.get();
        if (!entry.currency().equals(attempt.currency()) && !attempt.hasCharge()) {
            found.differ("%s is in another currency in the bank's book: %s.", said(attempt), entry.currency());
        }
        boolean isDone = attempt.outcome().equals(APPROVED);
        if (isDone && !isApprovedThere(attempt, entry) || !isDone && !isVoidThere(attempt, entry)) {
            found.say(
                    attempt.isFollowed(),
                    "%s is %s, but in the bank's book it is %s.",
                    said(attempt),
                    attempt.outcome(),
                    entry.outcome());
        }
    }

    /// What was held is let go of later, and a refund may come back after it was given.
    private static boolean isApprovedThere(AttemptRow attempt, Line line) {
        return line.operation().equals(attempt.operation())
                && switch (line.outcome()) {
                    case APPROVED -> true;
                    case "canceled" -> attempt.operation().equals("authorize");
                    case "declined" ->
                        attempt.operation().equals("refund") && attempt.refund().equals("failed");
                    default -> false;
                };
    }

    /// A part that was approved, and what came too late, has gone back whole, be it that the payer's bank took it. A
    /// setup's authorisation is of nothing.
    private static boolean isVoidThere(AttemptRow attempt, Line line) {
        return !line.outcome().equals(APPROVED)
                || attempt.isSetup()
                || attempt.operation().equals("authorize")
                        && line.moved() > 0
                        && line.moved() == line.refunded() + line.disputed();
    }

    private static String said(AttemptRow attempt) {
        return "%s of %d %s for %s, attempt %d,"
                .formatted(
                        attempt.operation(),
                        attempt.amount(),
                        attempt.currency(),
                        (attempt.isSetup() ? Prefix.SETUP : Prefix.INTENT).id(attempt.intent()),
                        attempt.id());
    }

    // The other direction: whether the bank did anything that nobody asked for.

    Checked<String> lines(String after) {
        var found = new Found();
        var rows = bank.after(after);
        var done = rows.stream().filter(line -> line.outcome().equals(APPROVED)).toList();
        var named = named(done.stream()
                .flatMap(line -> number(line.reference()).stream())
                .mapToLong(Long::longValue)
                .toArray());
        for (var line : done) {
            if (number(line.reference()).filter(named::contains).isEmpty()) {
                found.differ(
                        "The bank's entry %s is an approved %s of %d %s, but no attempt has this reference.",
                        line.reference(), line.operation(), line.amount(), line.currency());
            }
        }
        return found.of(rows.size(), rows.isEmpty() ? null : rows.getLast().reference());
    }

    private Set<Long> named(long[] ids) {
        var named = new HashSet<Long>();
        for (var tenant : ours.tenants(db)) {
            if (!tenant.live() && named.size() < ids.length) {
                named.addAll(ours.named(db, tenant, ids));
            }
        }
        return named;
    }

    private boolean isStale(long attempt) {
        return Snowflake.ms(attempt) < staleMs;
    }

    private Map<String, Line> lines(List<String> references) {
        return references.isEmpty()
                ? Map.of()
                : bank.find(references).stream().collect(Collectors.toMap(Line::reference, line -> line));
    }

    private static Optional<Long> number(String reference) {
        return Prefix.CHARGE.read("ch_" + reference);
    }
}

package dev.caisse.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Differences planted by hand in the database, with what guards it taken away: each is found and named, and nothing
/// else.
class ReconcileTest {
    private static final String SNAPSHOT = "The snapshot of ";
    private static TestServer server;

    /// What each difference is planted in; names in braces are the numbers of its ids.
    private enum Kind {
        PAID("pm_card_visa", "automatic"),
        REFUNDED("pm_card_visa", "automatic"),
        HELD("pm_card_visa", "manual"),
        DISPUTED("pm_card_createDispute", "automatic"),
        ON_THE_PAGE("", "");

        private final String method;
        private final String capture;

        Kind(String method, String capture) {
            this.method = method;
            this.capture = capture;
        }
    }

    private record Planted(String name, Kind kind, String sql, String found) {}

    private static final List<Planted> DIFFERENCES = List.of(
            new Planted(
                    "the ledger has another amount",
                    Kind.PAID,
                    "update transfers set amount = 1 where source_id = {charge}",
                    "ch_{charge} took 1000 GBP, but the ledger has 1."),
            new Planted(
                    "the ledger has nothing",
                    Kind.PAID,
                    "delete from transfers where source_id = {charge}",
                    "ch_{charge} took 1000 GBP, but the ledger has no transfer of it."),
            new Planted(
                    "a charge is posted twice",
                    Kind.PAID,
                    """
                    insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)
                    select account_id, live, id + 1, kind, source_id, debit, credit, amount, currency, due_day
                      from transfers where source_id = {charge}""",
                    "ch_{charge} is posted 2 times in the ledger: 2000 GBP together."),
            new Planted(
                    "a transfer of nothing",
                    Kind.PAID,
                    "insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)"
                            + " select account_id, live, id + 1, 'dispute', 77, debit, credit, 5, currency, due_day"
                            + " from transfers where source_id = {charge}",
                    "txn_{next} posts 5 GBP as dispute of 77, which does not exist."),
            new Planted(
                    "a charge names another transfer",
                    Kind.PAID,
                    "update charges set balance_transaction = 7 where id = {charge}",
                    "ch_{charge} names txn_7 as its transfer, but the ledger has it under another."),
            new Planted(
                    "the bank has no entry",
                    Kind.PAID,
                    "delete from sandbox.book where reference = '{attempt}'",
                    "ch_{charge} took 1000 GBP, but the bank's book has no entry {attempt}."),
            new Planted(
                    "the bank moved what nobody asked for",
                    Kind.PAID,
                    """
                    insert into sandbox.book (reference, operation, outcome, amount, currency, moved, acquirer_reference,
                                              at_ms)
                    values ('1234567890123456789', 'authorize', 'approved', 500, 'GBP', 500, 'planted', 1)""",
                    "The bank's entry 1234567890123456789 is an approved authorize of 500 GBP, but no attempt has this reference."),
            new Planted(
                    "the bank took less",
                    Kind.PAID,
                    "update sandbox.book set moved = 900 where reference = '{attempt}'",
                    "ch_{charge} took 1000 GBP of which 0 went back, but in the bank's entry {attempt} it is 900 of which 0."),
            new Planted(
                    "the bank took another currency",
                    Kind.PAID,
                    "update sandbox.book set currency = 'EUR' where reference = '{attempt}'",
                    "ch_{charge} is in GBP, but the bank's entry {attempt} is in EUR."),
            new Planted(
                    "more went back than came",
                    Kind.PAID,
                    "update charges set refunded = 2000 where id = {charge}",
                    "ch_{charge} took 1000 GBP, but 2000 of it was refunded and 0 is disputed."),
            new Planted(
                    "a charge is in another currency than its intent",
                    Kind.PAID,
                    "update charges set currency = 'EUR' where id = {charge}",
                    "ch_{charge} is in EUR, but its pi_{intent} is in GBP."),
            new Planted(
                    "an intent received something else",
                    Kind.PAID,
                    "update payment_intents set amount_received = 999 where id = {intent}",
                    "pi_{intent} says it received 999 GBP, but its charges took 1000 GBP."),
            new Planted(
                    "an intent has lost its charge",
                    Kind.PAID,
                    "delete from charges where id = {charge}",
                    "pi_{intent} succeeded with 1000 GBP but has no paid charge."),
            new Planted(
                    "an attempt is open for an hour, and there is money in it",
                    Kind.PAID,
                    """
                    update attempts set outcome = null, look_ms = look_ms + 3600000000, id = {old}, reference = '{old}'
                     where id = {attempt};
                    update charges set attempt_id = {old} where id = {charge};
                    update sandbox.book set reference = '{old}' where reference = '{attempt}'""",
                    "authorize of 1000 GBP for pi_{intent}, attempt {old}, is open, and the bank's book has 1000 of its money."),
            new Planted(
                    "a refund was never posted",
                    Kind.REFUNDED,
                    "delete from transfers where source_id = {refund}",
                    "re_{refund} is succeeded with 400 GBP, but the ledger has 0 gone and 0 back."),
            new Planted(
                    "the bank gave nothing back",
                    Kind.REFUNDED,
                    "update sandbox.book set refunded = 0 where reference = '{attempt}'",
                    "ch_{charge} took 1000 GBP of which 400 went back, but in the bank's entry {attempt} it is 1000 of which 0."),
            new Planted(
                    "the bank declined a refund",
                    Kind.REFUNDED,
                    "update sandbox.book set outcome = 'declined', moved = null where original = '{attempt}'",
                    "refund of 400 GBP for pi_{intent}, attempt {returned}, is approved, but in the bank's book it is declined."),
            new Planted(
                    "a refund that the bank gave is declined here",
                    Kind.REFUNDED,
                    "update attempts set outcome = 'declined' where id = {returned}",
                    "refund of 400 GBP for pi_{intent}, attempt {returned}, is declined, but in the bank's book it is approved."),
            new Planted(
                    "nothing is reserved for a refund under way",
                    Kind.REFUNDED,
                    "update refunds set status = 'pending' where id = {refund}",
                    "ch_{charge} reserves 0 GBP for refunds, but those under way come to 400."),
            new Planted(
                    "a refund is in another currency",
                    Kind.REFUNDED,
                    "update refunds set currency = 'EUR' where id = {refund}",
                    "re_{refund} is in EUR, but its ch_{charge} is in GBP."),
            new Planted(
                    "the bank has let go of what is held",
                    Kind.HELD,
                    "update sandbox.book set outcome = 'canceled' where reference = '{attempt}'",
                    "ch_{charge} of 1000 GBP is held, but in the bank's entry {attempt} it is not."),
            new Planted(
                    "the bank still holds what was let go",
                    Kind.HELD,
                    "update charges set expired = true where id = {charge}",
                    "ch_{charge} of 1000 GBP is not held, but in the bank's entry {attempt} it is held."),
            new Planted(
                    "a dispute was never posted",
                    Kind.DISPUTED,
                    "delete from transfers where source_id = {dispute}",
                    "dp_{dispute} is needs_response with 1000 GBP, but the ledger has 0 gone and 0 back."),
            new Planted(
                    "the payer's bank has nothing of a dispute",
                    Kind.DISPUTED,
                    "update sandbox.book set disputed = 0 where reference = '{attempt}'",
                    "ch_{charge} has 1000 GBP withheld by a dispute, but in the bank's entry {attempt} it is 0."),
            new Planted(
                    "a session is paid and its intent is not",
                    Kind.ON_THE_PAGE,
                    "update payment_intents set status = 'canceled', amount_received = 0 where id = {intent}",
                    "cs_{session} is paid, but its pi_{intent} is canceled."),
            new Planted(
                    "an intent is paid and its session is not",
                    Kind.ON_THE_PAGE,
                    "update checkout_sessions set payment_status = 'unpaid' where id = {session}",
                    "cs_{session} is unpaid, but its pi_{intent} succeeded."),
            new Planted(
                    "a day settled what was never posted",
                    Kind.PAID,
                    "update balance_snapshots set settled = 3 where purse = 'pending' and currency = 'GBP'",
                    "Of GBP due on day {day}, acct_{account} in test mode has settled 3, but the settlements posted come to 0."),
            new Planted(
                    "a snapshot is not what was posted",
                    Kind.PAID,
                    "insert into balance_snapshots (account_id, live, currency, purse, due_day, amount, incoming)"
                            + " values ({account}, false, 'CHF', 'available', 0, 5, 0)",
                    SNAPSHOT
                            + "available in CHF due on day 0, of acct_{account} in test mode, says 5, but its transfers"
                            + " come to 0."));

    @BeforeAll
    static void start() {
        server = TestServer.start();
        var guarded = List.of(
                "charges", "payment_intents", "refunds", "disputes", "attempts", "checkout_sessions", "sandbox.book");
        var db = server.db();
        db.run("grant update, delete on transfers to current_user");
        db.run("alter table transfers disable trigger transfers_append_only");
        db.run("alter table transfers drop constraint transfers_once");
        for (var table : guarded) {
            db.all(row -> row.text("name"), """
                            select conname as name from pg_constraint where contype = 'c' and conrelid = ?::regclass""", table)
                    .forEach(name -> db.run("alter table " + table + " drop constraint " + name));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyPlantedDifferenceIsFoundAndNothingElse() {
        var lines = new ArrayList<String>();
        var rows = DIFFERENCES.stream()
                .map(planted -> DynamicTest.dynamicTest(planted.name(), () -> lines.add(isFound(planted))));
        return Stream.concat(rows, Stream.of(DynamicTest.dynamicTest("the command prints all and ends with 1", () -> {
            var said = command(Map.of());
            assertThat(said.output().lines())
                    .as(said.errors())
                    .containsAll(lines.stream().map(line -> "differs: " + line).toList());
            assertThat(lines).hasSameSizeAs(DIFFERENCES);
            assertThat(said.code()).isEqualTo(1);
        })));
    }

    @Test
    void whatAgreesAgreesAfterADayTooAndTheCommandEndsWithZero() {
        try (var clean = TestServer.start()) {
            for (var kind : Kind.values()) {
                made(clean, kind);
            }
            var differences = new LinkedHashSet<String>();
            var result = new Reconcile(clean.db(), clock(Duration.ofDays(1)), Sandbox.bookHere(clean.db()))
                    .run(differences::add, _ -> {});
            assertThat(differences).isEmpty();
            assertThat(result.isClean()).isTrue();
            assertThat(result.payments()).isEqualTo(Kind.values().length);
            var said = ServerProcess.run(TestServer.variables(clean.database(), Map.of()), "reconcile");
            assertThat(said.code()).as(said.output() + said.errors()).isZero();
            assertThat(said.output()).contains("all agree");
        }
    }

    @Test
    void aBookThatCannotBeReadIsSaidPlainly() {
        var ended = command(Map.of(
                "CAISSE_SANDBOX_URL",
                "http://127.0.0.1:" + ServerProcess.freePort(),
                "CAISSE_SANDBOX_SECRET",
                "abcdefghijklmnopqrstuvwxyz"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.errors()).contains("The book of test mode's bank cannot be read");
    }

    private static String isFound(Planted planted) {
        var ids = made(server, planted.kind());
        var before = differences();
        for (var statement : put(planted.sql(), ids).split(";")) {
            server.db().run(statement);
        }
        var after = differences();
        after.removeAll(before);
        var found = put(planted.found(), ids);
        assertThat(after).contains(found);
        var own = ids.values().stream().filter(id -> id.length() > 15).toList();
        assertThat(after)
                .filteredOn(line -> !line.equals(found) && !line.startsWith(SNAPSHOT))
                .allMatch(line -> own.stream().anyMatch(line::contains));
        return found;
    }

    private static Set<String> differences() {
        var differences = new LinkedHashSet<String>();
        var result = new Reconcile(server.db(), clock(Duration.ZERO), Sandbox.bookHere(server.db()))
                .run(differences::add, _ -> {});
        assertThat(result.isClean()).isEqualTo(differences.isEmpty());
        return differences;
    }

    private static ServerProcess.Ended command(Map<String, String> more) {
        return ServerProcess.run(TestServer.variables(server.database(), more), "reconcile");
    }

    /// Without it, each page with a difference takes a breath.
    private static Clock clock(Duration ahead) {
        return new Clock() {
            @Override
            public long nowMs() {
                return System.currentTimeMillis() + ahead.toMillis();
            }

            @Override
            public long monotonicNanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration howLong) {
                Thread.onSpinWait();
            }
        };
    }

    /// A payment that agrees with everything, and the numbers of all that belongs to it.
    private static Map<String, String> made(TestServer at, Kind kind) {
        long intent = kind == Kind.ON_THE_PAGE ? onThePage(at) : paid(at, kind);
        if (kind == Kind.REFUNDED) {
            var refund = at.client()
                    .post("/v1/refunds", "{\"payment_intent\": \"pi_%d\", \"amount\": 400}".formatted(intent));
            assertThat(refund.at("status")).as(refund.text()).isEqualTo("succeeded");
        }
        if (kind == Kind.DISPUTED) {
            Eventually.holds(() -> !number(at, "select id from disputes where intent_id = " + intent)
                    .isEmpty());
        }
        Eventually.holds(() -> isCut(at));
        var ids = new LinkedHashMap<String, String>();
        ids.put("intent", Long.toString(intent));
        Map.of(
                        "account", "select account_id as id from payment_intents where id = ",
                        "session", "select session_id as id from payment_intents where id = ",
                        "charge", "select id from charges where intent_id = ",
                        "attempt", "select attempt_id as id from charges where intent_id = ",
                        "old", "select attempt_id - 3600000::bigint * 4194304 as id from charges where intent_id = ",
                        "next", "select balance_transaction + 1 as id from charges where intent_id = ",
                        "refund", "select id from refunds where intent_id = ",
                        "returned", "select id from attempts where operation = 'refund' and intent_id = ",
                        "dispute", "select id from disputes where intent_id = ",
                        "day",
                                "select due_day as id from transfers t join charges c on c.id = t.source_id where c.intent_id = ")
                .forEach((name, sql) -> ids.put(name, number(at, sql + intent)));
        return ids;
    }

    private static boolean isCut(TestServer at) {
        return at.db()
                .one(_ -> true, "select 1 from transfers where tide > (select tide from ledger_cut) limit 1")
                .isEmpty();
    }

    private static long paid(TestServer at, Kind kind) {
        var paid = at.client().post("/v1/payment_intents", """
                {"amount": 1000, "currency": "gbp", "confirm": true, "payment_method": "%s", "capture_method": "%s"}""".formatted(kind.method, kind.capture));
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        return number(paid.at("id"));
    }

    private static long onThePage(TestServer at) {
        Reply session = at.client().newSession();
        assertThat(at.client().pay(session.at("url"), "4242424242424242").status())
                .isEqualTo(303);
        return number(session.at("payment_intent"));
    }

    private static String number(TestServer at, String sql) {
        return at.db()
                .one(row -> row.maybeNumber("id"), sql)
                .flatMap(id -> id)
                .map(String::valueOf)
                .orElse("");
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.indexOf('_') + 1));
    }

    private static String put(String text, Map<String, String> ids) {
        var filled = text;
        for (var id : ids.entrySet()) {
            filled = filled.replace("{" + id.getKey() + "}", id.getValue());
        }
        return filled;
    }
}

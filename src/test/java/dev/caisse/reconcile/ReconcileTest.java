package dev.caisse.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.platform.db.Db;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Differences planted by hand in the database, with what guards it taken away: each is found and named.
class ReconcileTest {

    @Test
    void everyPlantedDifferenceIsFoundAndNothingElse() {
        try (var server = TestServer.start()) {
            var payments = new ArrayList<Reply>();
            for (int i = 0; i < 12; i++) {
                payments.add(pay(server));
            }
            server.client()
                    .post(
                            "/v1/refunds",
                            "{\"payment_intent\": \"" + payments.getLast().at("id") + "\"}");
            var session = server.client().newSession();
            assertThat(server.client()
                            .pay(session.at("url"), "4242424242424242")
                            .status())
                    .isEqualTo(303);
            var clean = reconcile(server);
            assertThat(clean.output()).contains("all agree");
            assertThat(clean.code()).as(clean.output() + clean.errors()).isZero();

            var db = server.db();
            withoutGuards(db);
            var planted = new ArrayList<String>();
            var charge = charges(payments);
            db.run("update transfers set amount = 1 where source_id = ?", charge.get(0));
            planted.add("ch_" + charge.get(0) + " took 1000 GBP, but the ledger has 1.");
            db.run("delete from transfers where source_id = ?", charge.get(1));
            planted.add("ch_" + charge.get(1) + " took 1000 GBP, but the ledger has no transfer of it.");
            db.run("""
                    insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)
                    select account_id, live, id + 1, kind, source_id, debit, credit, amount, currency, due_day
                      from transfers where source_id = ?""", charge.get(2));
            planted.add("ch_" + charge.get(2) + " is posted 2 times in the ledger: 2000 GBP together.");
            db.run("delete from sandbox.book where reference = ?", Long.toString(attempt(db, charge.get(3))));
            planted.add("ch_" + charge.get(3) + " took 1000 GBP, but the bank's book has no entry "
                    + attempt(db, charge.get(3)) + ".");
            db.run("""
                    insert into sandbox.book (reference, operation, outcome, amount, currency, moved, acquirer_reference,
                                              at_ms)
                    values ('1234567890123456789', 'authorize', 'approved', 500, 'GBP', 500, 'planted', 1)""");
            planted.add("The bank's entry 1234567890123456789 moved 500 GBP, but no attempt has this reference.");
            db.run("update charges set refunded = 2000 where id = ?", charge.get(4));
            planted.add("ch_" + charge.get(4) + " took 1000 GBP, but 2000 of it was refunded.");
            db.run("update charges set currency = 'EUR' where id = ?", charge.get(5));
            planted.add("ch_" + charge.get(5) + " is in EUR, but its "
                    + payments.get(5).at("id") + " is in GBP.");
            db.run(
                    "update payment_intents set amount_received = 999 where id = ?",
                    number(payments.get(6).at("id")));
            planted.add(payments.get(6).at("id") + " says it received 999 GBP, but its charges took 1000 GBP.");
            db.run("delete from charges where id = ?", charge.get(7));
            planted.add(payments.get(7).at("id") + " succeeded with 1000 GBP but has no paid charge.");
            db.run(
                    "update attempts set outcome = null, look_ms = look_ms + 3600000000, id = id - ?::bigint * 4194304, reference = reference || '0' where intent_id = ?",
                    3_600_000L,
                    number(payments.get(8).at("id")));
            db.run(
                    "update charges set attempt_id = attempt_id - ?::bigint * 4194304 where id = ?",
                    3_600_000L,
                    charge.get(8));
            db.run(
                    "update sandbox.book set reference = (reference::bigint - ?::bigint * 4194304)::text where reference = ?",
                    3_600_000L,
                    Long.toString(attempt(db, charge.get(8)) + 3_600_000L * 4194304));
            planted.add("authorize of 1000 GBP for " + payments.get(8).at("id") + ", attempt "
                    + attempt(db, charge.get(8)) + ", is open, and the bank's book has 1000 of its money.");
            db.run(
                    "update payment_intents set status = 'canceled', amount_received = 0 where id = ?",
                    number(session.at("payment_intent")));
            planted.add(session.at("id").replace("cs_test_", "cs_") + " is paid, but its "
                    + session.at("payment_intent") + " is canceled.");
            db.run(
                    "update sandbox.book set moved = 900 where reference = ?",
                    Long.toString(attempt(db, charge.get(9))));
            planted.add("ch_" + charge.get(9) + " took 1000 GBP of which 0 went back, but in the bank's entry "
                    + attempt(db, charge.get(9)) + " it is 900 of which 0.");

            var found = reconcile(server);
            assertThat(found.output().lines().map(line -> line.replaceFirst("^differs: ", "")))
                    .as(found.output() + found.errors())
                    .containsAll(planted);
            assertThat(found.code()).isEqualTo(1);
            for (int untouched = 10; untouched < 12; untouched++) {
                assertThat(found.output()).doesNotContain(Long.toString(charge.get(untouched)));
            }
        }
    }

    @Test
    void aBookThatCannotBeReadIsSaidPlainly() {
        try (var server = TestServer.start()) {
            var ended = ServerProcess.run(
                    TestServer.variables(
                            server.database(),
                            Map.of(
                                    "CAISSE_SANDBOX_URL",
                                    "http://127.0.0.1:" + ServerProcess.freePort(),
                                    "CAISSE_SANDBOX_SECRET",
                                    "abcdefghijklmnopqrstuvwxyz")),
                    "reconcile");
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.errors()).contains("The book of test mode's bank cannot be read");
        }
    }

    private static ServerProcess.Ended reconcile(TestServer server) {
        return ServerProcess.run(TestServer.variables(server.database(), Map.of()), "reconcile");
    }

    private static Reply pay(TestServer server) {
        return server.client().post("/v1/payment_intents", """
                {"amount": 1000, "currency": "gbp", "confirm": true, "payment_method": "pm_card_visa"}""");
    }

    private static List<Long> charges(List<Reply> payments) {
        return payments.stream()
                .map(payment -> number(payment.at("latest_charge")))
                .toList();
    }

    private static long attempt(Db db, long charge) {
        return db.one(row -> row.number("attempt_id"), "select attempt_id from charges where id = ?", charge)
                .orElseThrow();
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.indexOf('_') + 1));
    }

    /// The database would refuse most of what is planted.
    private static void withoutGuards(Db db) {
        db.run("grant update, delete on transfers to current_user");
        db.run("alter table transfers disable trigger transfers_append_only");
        db.run("alter table transfers drop constraint transfers_once");
        for (var table : List.of("charges", "payment_intents")) {
            db.all(row -> row.text("name"), """
                            select conname as name from pg_constraint where contype = 'c' and conrelid = ?::regclass""", table)
                    .forEach(name -> db.run("alter table " + table + " drop constraint " + name));
        }
    }
}

package dev.caisse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.Golden;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.api.Tenant;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a merchant has: at once pending, on its day available, whoever is slow meanwhile.
class BalanceTest {
    private static final int POSTERS = 6;
    private static final int POSTINGS = 100;

    @Test
    void whatIsPaidIsPendingAndOnItsDayAvailableOnceOnTwoNodes() {
        try (var server = TestServer.start(Map.of("CAISSE_FEE", "2.9%+30"));
                var _ = server.beside()) {
            pay(server, 1000, "pm_card_visa");
            var transaction = pay(server, 2000, "pm_card_visa").at("charges.data.0.balance_transaction");
            pay(server, 500, "pm_card_bypassPending");
            assertThat(balance(server)).isEqualTo("available 455 gbp, pending 2853 gbp");
            Golden.holds("balance", server.client().get("/v1/balance").text());
            Golden.holds(
                    "balance_transaction",
                    server.client()
                            .get("/v1/balance_transactions/" + transaction)
                            .text());

            server.advance(Duration.ofDays(3));
            Eventually.holds(() -> balance(server).equals("available 3308 gbp, pending 0 gbp"));
            Eventually.holds(() -> isCut(server));
            assertThat(balance(server)).isEqualTo("available 3308 gbp, pending 0 gbp");
            assertThat(server.client()
                            .get("/v1/balance_transactions/" + transaction)
                            .at("status"))
                    .isEqualTo("available");
            var events = server.client().get("/v1/events?type=balance.available");
            assertThat(events.at("data.0.data.object.available.0.amount")).isEqualTo("3308");
            assertThat(events.text().split("\"balance.available\"")).hasSize(2);
            Golden.holds("event.balance.available", eventText(server, events.at("data.0.id")));
            theSumsAreRight(server);
        }
    }

    @Test
    void transactionsAreListedByTypeSourceCurrencyAndTime() {
        try (var server = TestServer.start()) {
            var paid = pay(server, 1000, "pm_card_visa");
            pay(server, 2000, "pm_card_visa");
            var client = server.client();
            var all = client.get("/v1/balance_transactions");
            Golden.holds("balance_transaction.list", all.text());
            var source = paid.at("charges.data.0.id");
            assertThat(client.get("/v1/balance_transactions?source=" + source).at("data.0.source"))
                    .isEqualTo(source);
            assertThat(client.get("/v1/balance_transactions?type=charge&limit=1")
                            .at("has_more"))
                    .isEqualTo("true");
            assertThat(client.get("/v1/balance_transactions?type=refund").at("data"))
                    .isEqualTo("[]");
            assertThat(client.get("/v1/balance_transactions?currency=eur").at("data"))
                    .isEqualTo("[]");
            assertThat(client.get("/v1/balance_transactions?created[lt]=1000000000")
                            .at("data"))
                    .isEqualTo("[]");
            assertThat(client.get("/v1/balance_transactions?payout=po_1").at("error.code"))
                    .isEqualTo("parameter_unsupported");
            for (var wrong : new String[] {"type=fee", "source=x", "source=", "currency=xxx", "limit=0"}) {
                var reply = client.get("/v1/balance_transactions?" + wrong);
                assertThat(reply.status() + reply.text())
                        .as(wrong)
                        .satisfiesAnyOf(
                                text -> assertThat(text)
                                        .startsWith("400")
                                        .contains(wrong.substring(0, wrong.indexOf('='))),
                                text -> assertThat(wrong).endsWith("="));
            }
            assertThat(client.get("/v1/balance_transactions/txn_1").status()).isEqualTo(404);
        }
    }

    @Test
    void aTransactionOfEachTypeIsShown() {
        try (var server = TestServer.start()) {
            var refunded = pay(server, 1000, "pm_card_refundFail");
            var refund = server.client()
                    .post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(refunded.at("id")))
                    .at("id");
            Golden.holds("balance_transaction.refund", only(server, "refund"));
            server.advance(Duration.ofSeconds(3));
            Eventually.holds(() -> !only(server, "refund_failure").isEmpty());
            Golden.holds("balance_transaction.refund_failure", only(server, "refund_failure"));
            assertThat(server.client()
                            .get("/v1/balance_transactions?source=" + refund + "&type=refund_failure")
                            .at("data.0.amount"))
                    .isEqualTo("1000");
            pay(server, 700, "pm_card_createDispute");
            server.advance(Duration.ofSeconds(3));
            Eventually.holds(() -> !only(server, "adjustment").isEmpty());
            Golden.holds("balance_transaction.adjustment", only(server, "adjustment"));
        }
    }

    /// The text of the only transaction of a type; empty while there is none.
    private static String only(TestServer server, String type) {
        var found = server.client().get("/v1/balance_transactions?type=" + type);
        return found.at("data").equals("[]")
                ? ""
                : server.client()
                        .get("/v1/balance_transactions/" + found.at("data.0.id"))
                        .text();
    }

    @Test
    void theListIsReadInSlicesBothWaysAndBetweenMoments() {
        try (var server = TestServer.start()) {
            var ids = new ArrayList<String>();
            for (int i = 0; i < 5; i++) {
                ids.add(pay(server, 100 + i, "pm_card_visa").at("charges.data.0.balance_transaction"));
            }
            var client = server.client();
            var all = "/v1/balance_transactions?limit=2";
            assertThat(listed(client.get(all))).containsExactly(ids.get(4), ids.get(3));
            assertThat(listed(client.get(all + "&starting_after=" + ids.get(3))))
                    .containsExactly(ids.get(2), ids.get(1));
            assertThat(listed(client.get(all + "&ending_before=" + ids.get(1))))
                    .containsExactly(ids.get(3), ids.get(2));
            assertThat(client.get(all + "&starting_after=" + ids.get(1)).at("has_more"))
                    .isEqualTo("false");
            assertThat(listed(client.get("/v1/balance_transactions?created[gt]=1000000000&limit=100")))
                    .hasSize(5);
            assertThat(listed(client.get("/v1/balance_transactions/list?currency=GBP&type=charge&limit=1")))
                    .containsExactly(ids.get(4));
            assertThat(client.get("/v1/balance_transactions?what=1").status()).isEqualTo(400);
            assertThat(client.get("/v1/balance?currency=gbp").status()).isEqualTo(400);
        }
    }

    private static List<String> listed(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return Pattern.compile("txn_[0-9]+")
                .matcher(reply.text())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /// An id and a tide are taken before a transaction commits. Were a snapshot cut past them meanwhile, what the slow
    /// one posts would be in no balance.
    @Test
    void noSnapshotIsCutPastATransactionThatIsStillWriting() throws Exception {
        try (var server = TestServer.start()) {
            pay(server, 1000, "pm_card_visa");
            var posted = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var slow = Thread.ofVirtual()
                    .start(() -> server.db().inTransaction(tx -> {
                        tx.run("""
                        insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency,
                                               due_day)
                        select account_id, live, id + 1, kind, source_id + 1, debit, credit, 7, currency, due_day
                          from transfers limit 1
                        """);
                        posted.countDown();
                        await(goOn);
                        return true;
                    }));
            await(posted);
            long before = cut(server);
            pay(server, 2000, "pm_card_visa");
            Thread.sleep(3000);
            assertThat(cut(server)).as("the cut waits for the slow transaction").isEqualTo(before);
            assertThat(balance(server)).isEqualTo("available 0 gbp, pending 3000 gbp");
            goOn.countDown();
            slow.join();
            assertThat(balance(server)).isEqualTo("available 0 gbp, pending 3007 gbp");
            Eventually.holds(() -> isCut(server));
            assertThat(balance(server)).isEqualTo("available 0 gbp, pending 3007 gbp");
            theSumsAreRight(server);
        }
    }

    /// Any transfers, from many threads at once, of days past and to come, while two nodes cut and settle.
    @Test
    void balancesAreTheSumsOfTheirTransfersWhateverIsPosted() {
        long seed = Long.getLong("caisse.seed", System.nanoTime());
        System.out.println("postings with -Dcaisse.seed=" + seed);
        try (var server = TestServer.start();
                var _ = server.beside()) {
            pay(server, 1, "pm_card_visa");
            var tenant = server.db()
                    .one(row -> new Tenant(row.number("account_id"), row.flag("live")), "select * from transfers")
                    .orElseThrow();
            Together.run(POSTERS, poster -> {
                var random = new Random(seed + poster);
                for (int n = 0; n < POSTINGS; n++) {
                    long id = poster * POSTINGS + n + 1;
                    var transfer = any(random, id);
                    server.db().inTransaction(tx -> {
                        new Transfers().add(tx, tenant, transfer);
                        return true;
                    });
                }
                return true;
            });
            Eventually.holds(() -> isCut(server) && isSettled(server));
            theSumsAreRight(server);
            assertThat(new Balances()
                            .list(server.db(), tenant).stream()
                                    .map(balance ->
                                            balance.purse() + " " + balance.currency() + " " + balance.amount()))
                    .containsExactlyElementsOf(summed(server));
        }
    }

    private static Transfer any(Random random, long id) {
        var purses = new ArrayList<>(List.of(Purse.values()));
        Collections.shuffle(purses, random);
        var currency = CurrencyCode.of(random.nextBoolean() ? "GBP" : "JPY");
        return new Transfer(
                id,
                Transfer.Kind.CHARGE,
                id,
                purses.get(0),
                purses.get(1),
                Money.of(1 + random.nextLong(999_999_999_999L), currency),
                Transfer.day(System.currentTimeMillis()) - 3 + random.nextInt(6));
    }

    private static boolean isSettled(TestServer server) {
        return server.db()
                .one(_ -> true, """
                        select 1 from balance_snapshots where purse = 'pending' and incoming <> settled and due_day <= ?
                         limit 1""", Transfer.day(System.currentTimeMillis()))
                .isEmpty();
    }

    private static List<String> summed(TestServer server) {
        return server.db().all(row -> row.text("sum"), """
                select upper(purse) || ' ' || currency || ' ' || sum(amount) as sum
                  from (select credit as purse, currency, amount from transfers
                        union all
                        select debit, currency, -amount from transfers) moved
                 where purse in ('pending', 'available') group by currency, purse order by currency, purse
                """);
    }

    private static Reply pay(TestServer server, long amount, String method) {
        var paid = server.client().post("/v1/payment_intents", """
                {"amount": %d, "currency": "gbp", "confirm": true, "payment_method": "%s"}""".formatted(amount, method));
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        return paid;
    }

    private static String balance(TestServer server) {
        var balance = server.client().get("/v1/balance");
        return "available " + part(balance, "available") + ", pending " + part(balance, "pending");
    }

    private static String part(Reply balance, String name) {
        return balance.at(name).equals("[]")
                ? "0 gbp"
                : balance.at(name + ".0.amount") + " " + balance.at(name + ".0.currency");
    }

    private static String eventText(TestServer server, String id) {
        return server.client().get("/v1/events/" + id).text();
    }

    private static long cut(TestServer server) {
        return server.db()
                .one(row -> row.number("tide"), "select tide from ledger_cut")
                .orElseThrow();
    }

    private static boolean isCut(TestServer server) {
        return server.db()
                .one(_ -> true, "select 1 from transfers where tide > (select tide from ledger_cut) limit 1")
                .isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of each merchant, mode and currency all purses together come to nothing, and each snapshot to its transfers.
    static void theSumsAreRight(TestServer server) {
        assertThat(server.db().all(row -> row.text("wrong"), """
                select account_id || ' ' || currency || ' ' || sum(amount) as wrong from balance_snapshots
                 group by account_id, live, currency having sum(amount) <> 0
                """)).isEmpty();
        assertThat(server.db().all(row -> row.text("wrong"), """
                with moved as (
                  select account_id, live, currency, credit as purse, amount from transfers
                   where tide <= (select tide from ledger_cut)
                  union all
                  select account_id, live, currency, debit, -amount from transfers
                   where tide <= (select tide from ledger_cut)),
                summed as (select account_id, live, currency, purse, sum(amount) as amount from moved group by 1, 2, 3, 4),
                kept as (select account_id, live, currency, purse, sum(amount) as amount from balance_snapshots
                          group by 1, 2, 3, 4)
                select summed.purse || ' ' || summed.amount || ' ' || coalesce(kept.amount, 0) as wrong
                  from summed left join kept using (account_id, live, currency, purse)
                 where kept.amount is distinct from summed.amount
                """)).isEmpty();
    }
}

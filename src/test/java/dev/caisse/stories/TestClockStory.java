package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.testhelpers.TestClock;
import com.stripe.param.testhelpers.TestClockAdvanceParams;
import com.stripe.param.testhelpers.TestClockCreateParams;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A merchant's tests need a day, a week, a fortnight to pass: they open an account to throw away, whose clock goes
/// forward when they say so, and everything that becomes due on the way happens, each at its own time.
class TestClockStory {
    private static final Duration DAY = Duration.ofDays(1);

    /// A Tuesday, at a quarter past nine.
    private static final long BEGIN_MS = Instant.parse("2027-03-02T09:15:00Z").toEpochMilli();

    private static TestServer server;
    private static Client owner;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        owner = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// A throw-away account: what it was opened with, and its merchant.
    private record Shop(Reply opened, Client merchant) {
        String clock() {
            return "/v1/test_helpers/test_clocks/" + opened.at("test_clock.id");
        }

        Reply advance(long toMs) {
            return merchant.post(clock() + "/advance", "{\"frozen_time\": %d}".formatted(toMs));
        }

        /// Asks until it is ready, as its clients do.
        Shop advanced(long toMs) {
            var begun = advance(toMs);
            assertThat(begun.at("status")).as(begun.text()).isEqualTo("advancing");
            assertThat(begun.at("status_details.advancing.target_frozen_time")).isEqualTo(Long.toString(toMs));
            isReady(toMs);
            return this;
        }

        void isReady(long atMs) {
            Eventually.holds(() -> merchant.get(clock()).at("status").equals("ready"));
            assertThat(merchant.get(clock()).at("frozen_time")).isEqualTo(Long.toString(atMs));
        }

        Reply now(Reply object, String collection) {
            return merchant.get("/v1/" + collection + "/" + object.at("id"));
        }
    }

    private static Shop open() {
        var opened = owner.post(
                "/v1/test_helpers/accounts", "{\"frozen_time\": %d, \"name\": \"Run 7\"}".formatted(BEGIN_MS));
        assertThat(opened.status()).as(opened.text()).isEqualTo(200);
        return new Shop(opened, owner.with(opened.at("secret_key")));
    }

    @Test
    void anAccountComesWithKeysAndAClockThatStandsStill() {
        var shop = open();
        assertThat(shop.opened().at("id")).startsWith("acct_test_");
        assertThat(shop.opened().at("secret_key")).startsWith("sk_test_");
        assertThat(shop.opened().at("publishable_key")).startsWith("pk_test_");
        assertThat(shop.opened().at("test_clock.object")).isEqualTo("test_helpers.test_clock");
        assertThat(shop.opened().at("test_clock.status")).isEqualTo("ready");
        assertThat(shop.merchant().get(shop.clock()).at("frozen_time")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat(shop.merchant().get("/v1/test_helpers/test_clocks").at("data.0.name"))
                .isEqualTo("Run 7");

        var product = shop.merchant().post("/v1/products", "{\"name\": \"Tea\"}");
        assertThat(product.at("created")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat(product.at("updated")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat(shop.merchant().get("/v1/events?type=product.created").at("data.0.created"))
                .isEqualTo(Long.toString(BEGIN_MS));
        assertThat(owner.get("/v1/products/" + product.at("id")).status()).isEqualTo(404);
        assertThat(owner.get(shop.clock()).status()).isEqualTo(404);
    }

    @Test
    void aSessionExpiresAfterADayInOneCallAndItsEventsAreOnTime() {
        var shop = open();
        var session = shop.merchant().newSession();
        long expiresMs = BEGIN_MS + DAY.toMillis();
        assertThat(session.at("created")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat(session.at("expires_at")).isEqualTo(Long.toString(expiresMs));

        shop.advanced(expiresMs - 1);
        assertThat(shop.now(session, "checkout/sessions").at("status")).isEqualTo("open");
        shop.advanced(BEGIN_MS + 3 * DAY.toMillis());
        assertThat(shop.now(session, "checkout/sessions").at("status")).isEqualTo("expired");
        var expired = shop.merchant().get("/v1/events?type=checkout.session.expired");
        assertThat(expired.at("data.0.created")).isEqualTo(Long.toString(expiresMs));
        assertThat(expired.at("data.0.data.object.created")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat((List<?>) expired.json().get("data")).hasSize(1);
        var canceled = shop.merchant().get("/v1/events?type=payment_intent.canceled");
        assertThat(canceled.at("data.0.data.object.canceled_at")).isEqualTo(Long.toString(expiresMs));

        assertThat(listed(shop, "created[gte]=" + (expiresMs - 1000))).doesNotContain("checkout.session.created");
        assertThat(listed(shop, "created[gte]=" + expiresMs)).contains("checkout.session.expired");
        assertThat(listed(shop, "created[gt]=" + expiresMs)).isEmpty();
        assertThat(listed(shop, "created[lt]=" + expiresMs)).contains("payment_intent.created");
        assertThat(listed(shop, "created=" + expiresMs)).contains("checkout.session.expired");
    }

    @Test
    void moneyIsAvailableWhenItsDayHasComeByTheClock() {
        var shop = open();
        pay(shop, "pm_card_visa", "automatic");
        long dueMs = Instant.parse("2027-03-04T00:00:00Z").toEpochMilli();
        var transaction = shop.merchant().get("/v1/balance_transactions");
        assertThat(transaction.at("data.0.available_on")).isEqualTo(Long.toString(dueMs));
        assertThat(transaction.at("data.0.created")).isEqualTo(Long.toString(BEGIN_MS));
        assertThat(transaction.at("data.0.status")).isEqualTo("pending");
        assertThat(shop.merchant().get("/v1/balance").text()).doesNotContain("\"available\":[{\"amount\":12");

        shop.advanced(dueMs + DAY.toMillis());
        assertThat(shop.merchant().get("/v1/balance").at("pending.0.amount")).isEqualTo("0");
        assertThat(Long.parseLong(shop.merchant().get("/v1/balance").at("available.0.amount")))
                .isPositive();
        assertThat(shop.merchant().get("/v1/balance_transactions").at("data.0.status"))
                .isEqualTo("available");
        assertThat(shop.merchant().get("/v1/events?type=balance.available").at("data.0.created"))
                .isEqualTo(Long.toString(dueMs));
    }

    @Test
    void moneyThatNobodyTookForAWeekIsLetGo() {
        var shop = open();
        var held = pay(shop, "pm_card_visa", "manual");
        long weekMs = BEGIN_MS + 7 * DAY.toMillis();
        assertThat(held.at("cancel_at")).isEqualTo(Long.toString(weekMs));
        shop.advanced(weekMs - 1000);
        assertThat(shop.now(held, "payment_intents").at("status")).isEqualTo("requires_capture");
        shop.advanced(weekMs);
        assertThat(shop.now(held, "payment_intents").at("status")).isEqualTo("canceled");
        assertThat(shop.now(held, "payment_intents").at("canceled_at")).isEqualTo(Long.toString(weekMs));
        assertThat(shop.merchant().get("/v1/events?type=charge.expired").at("data.0.created"))
                .isEqualTo(Long.toString(weekMs));
    }

    @Test
    void aDisputeThatNobodyAnsweredIsLost() {
        var shop = open();
        pay(shop, "pm_card_createDispute", "automatic");
        assertThat(shop.merchant().get("/v1/disputes").at("data")).isEqualTo("[]");

        shop.advanced(BEGIN_MS + 60_000);
        var dispute = shop.merchant().get("/v1/disputes");
        assertThat(dispute.at("data.0.status")).isEqualTo("needs_response");
        assertThat(dispute.at("data.0.created")).isEqualTo(Long.toString(BEGIN_MS + 1000));
        long dueMs = Long.parseLong(dispute.at("data.0.evidence_details.due_by"));
        assertThat(dueMs).isEqualTo(BEGIN_MS + 1000 + 14 * DAY.toMillis());

        shop.advanced(dueMs + DAY.toMillis());
        assertThat(shop.merchant().get("/v1/disputes").at("data.0.status")).isEqualTo("lost");
        assertThat(shop.merchant().get("/v1/events?type=charge.dispute.closed").at("data.0.created"))
                .isEqualTo(Long.toString(dueMs));
    }

    @Test
    void aRefundThatWasPendingIsThroughAndMerchantsAreToldAtOnce() {
        var shop = open();
        var paid = pay(shop, "pm_card_pendingRefund", "automatic");
        var refund = shop.merchant().post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")));
        assertThat(refund.at("status")).as(refund.text()).isEqualTo("pending");
        shop.advanced(BEGIN_MS + 10_000);
        assertThat(shop.now(refund, "refunds").at("status")).isEqualTo("succeeded");
    }

    @Test
    void aClockGoesOnlyForwardAndOneStepAtATime() {
        var shop = open();
        assertThat(shop.advance(BEGIN_MS).at("error.param")).isEqualTo("frozen_time");
        assertThat(shop.advance(BEGIN_MS - 1).status()).isEqualTo(400);
        assertThat(shop.advance(BEGIN_MS + 1000 * DAY.toMillis()).at("error.message"))
                .contains("two years");
        assertThat(shop.merchant().post(shop.clock() + "/advance", "{}").at("error.param"))
                .isEqualTo("frozen_time");
        var replies = Together.run(2, n -> shop.advance(BEGIN_MS + (n + 1) * DAY.toMillis()));
        assertThat(replies).extracting(Reply::status).contains(200).doesNotContain(500);
        Eventually.holds(() -> shop.merchant().get(shop.clock()).at("status").equals("ready"));
        assertThat(settings(shop)).isSorted();
    }

    @Test
    void whileItAdvancesItSaysSoAndIsNotToldToGoElsewhere() {
        var shop = open();
        // As if a node had died in the middle of it, with some time left of its lease.
        server.db()
                .run(
                        "update test_clocks set status = 'advancing', target_ms = ?, moved_ms = ?, lease_ms = ? where id = ?",
                        BEGIN_MS + DAY.toMillis(),
                        System.currentTimeMillis(),
                        Long.MAX_VALUE,
                        id(shop));
        assertThat(shop.merchant().get(shop.clock()).at("status")).isEqualTo("advancing");
        var again = shop.advance(BEGIN_MS + 2 * DAY.toMillis());
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.at("error.code")).isEqualTo("test_clock_advancing");
        // Its lease has ended: another goes on.
        server.db().run("update test_clocks set lease_ms = 0 where id = ?", id(shop));
        shop.isReady(BEGIN_MS + DAY.toMillis());
    }

    @Test
    void everyNodeLivesByTheClockAndSeveralOnesDoNotDoThingsTwice() {
        try (var beside = server.beside()) {
            var shop = open();
            var there = new Shop(
                    shop.opened(), new Client(beside.url(), shop.opened().at("secret_key")));
            for (int i = 0; i < 20; i++) {
                (i % 2 == 0 ? shop : there).merchant().newSession();
                pay(i % 2 == 0 ? there : shop, "pm_card_visa", "manual");
            }
            there.advanced(BEGIN_MS + 8 * DAY.toMillis());
            assertThat(shop.merchant().get(shop.clock()).at("status")).isEqualTo("ready");
            var later = shop.merchant().post("/v1/products", "{\"name\": \"Tea\"}");
            assertThat(later.at("created")).isEqualTo(Long.toString(BEGIN_MS + 8 * DAY.toMillis()));
            assertThat(there.now(later, "products").at("created")).isEqualTo(later.at("created"));
            assertThat(count(shop, "checkout.session.expired")).isEqualTo(20);
            assertThat(count(shop, "payment_intent.canceled")).isEqualTo(40);
        }
    }

    /// Ordinary accounts live by real time, whatever clocks show.
    @Test
    void nobodyElsesTimePasses() {
        var ordinary = owner.newSession();
        var shop = open();
        var other = open();
        var theirs = other.merchant().newSession();
        shop.advanced(BEGIN_MS + 30 * DAY.toMillis());
        assertThat(owner.get("/v1/checkout/sessions/" + ordinary.at("id")).at("status"))
                .isEqualTo("open");
        assertThat(other.now(theirs, "checkout/sessions").at("status")).isEqualTo("open");
        assertThat(other.merchant().get(other.clock()).at("frozen_time")).isEqualTo(Long.toString(BEGIN_MS));
    }

    @Test
    void thePayersPageKnowsTheClockToo() {
        var shop = open();
        var session = shop.merchant().newSession();
        assertThat(shop.merchant().page(session.at("url")).text()).contains("cardNumber");
        var paid = shop.merchant().pay(session.at("url"), "4242424242424242");
        assertThat(paid.status()).as(paid.text()).isEqualTo(303);
        var late = shop.merchant().newSession();
        shop.advanced(BEGIN_MS + 2 * DAY.toMillis());
        assertThat(shop.merchant().page(late.at("url")).text()).doesNotContain("cardNumber");
        assertThat(shop.now(session, "checkout/sessions").at("status")).isEqualTo("complete");
    }

    @Test
    void withItsClockAnAccountIsOver() {
        var shop = open();
        var session = shop.merchant().newSession();
        var gone = shop.merchant().delete(shop.clock());
        assertThat(gone.at("deleted")).isEqualTo("true");
        assertThat(shop.merchant().get("/v1/products").status()).isEqualTo(401);
        assertThat(shop.merchant().page(session.at("url")).status()).isEqualTo(404);
    }

    @Test
    void aClockOfItsOwnIsForThrowAwayAccountsAlone() {
        var refused = owner.post("/v1/test_helpers/test_clocks", "{\"frozen_time\": 1900000000}");
        assertThat(refused.at("error.code")).isEqualTo("test_clock_needs_its_own_account");
        assertThat(refused.at("error.message")).contains("/v1/test_helpers/accounts");
        assertThat(open().merchant()
                        .post("/v1/test_helpers/test_clocks", "{\"frozen_time\": 1900000000}")
                        .at("error.code"))
                .isEqualTo("test_clock_exists");
        assertThat(owner.post("/v1/test_helpers/accounts", "{\"frozen_time\": 1}")
                        .at("error.param"))
                .isEqualTo("frozen_time");
    }

    @Test
    void oneAccountMayHaveSoManyOfThem() {
        server.db().run("""
                        with made as (
                          insert into accounts (id, name) select -n, 'many' from generate_series(1, 500) n returning id)
                        insert into test_clocks (account_id, live, id, status, frozen_ms, made_by, deletes_after_ms)
                        select id, false, -id, 'ready', 0, (select max(id) from accounts), ? from made""", Long.MAX_VALUE);
        var refused = owner.post("/v1/test_helpers/accounts", "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.code")).isEqualTo("test_accounts_exhausted");
        server.db().run("update test_clocks set deletes_after_ms = 1 where deletes_after_ms = ?", Long.MAX_VALUE);
        assertThat(owner.post("/v1/test_helpers/accounts", "").status()).isEqualTo(200);
    }

    @Test
    void stripesLibraryMovesTheClockAsItDoesAtStripe() throws StripeException {
        var shop = open();
        var stripe = StripeClient.builder()
                .setApiKey(shop.opened().at("secret_key"))
                .setApiBase(server.url())
                .build();
        var clocks = stripe.v1().testHelpers().testClocks();
        var session = shop.merchant().newSession();
        var id = shop.opened().at("test_clock.id");
        assertThat(clocks.retrieve(id).getFrozenTime()).isEqualTo(BEGIN_MS / 1000);
        long toSeconds = (BEGIN_MS + 2 * DAY.toMillis()) / 1000;
        TestClock begun = clocks.advance(
                id, TestClockAdvanceParams.builder().setFrozenTime(toSeconds).build());
        assertThat(begun.getStatus()).isEqualTo("advancing");
        assertThat(begun.getStatusDetails().getAdvancing().getTargetFrozenTime())
                .isEqualTo(toSeconds);
        Eventually.holds(() -> status(stripe, id).equals("ready"));
        assertThat(stripe.v1().checkout().sessions().retrieve(session.at("id")).getStatus())
                .isEqualTo("expired");
        assertThat(clocks.list().getData()).extracting(TestClock::getId).containsExactly(id);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> clocks.create(TestClockCreateParams.builder()
                                        .setFrozenTime(toSeconds)
                                        .build()))
                        .getCode())
                .isEqualTo("test_clock_exists");
        assertThat(clocks.delete(id).getDeleted()).isTrue();
    }

    private static String status(StripeClient stripe, String clock) {
        try {
            return stripe.v1().testHelpers().testClocks().retrieve(clock).getStatus();
        } catch (StripeException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply pay(Shop shop, String method, String capture) {
        var paid = shop.merchant().post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "%s", "capture_method": "%s"}""".formatted(method, capture));
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        return paid;
    }

    /// The types of an account's events in a time.
    private static TreeSet<String> listed(Shop shop, String created) {
        var types = new TreeSet<String>();
        for (var event : (List<?>)
                shop.merchant().get("/v1/events?limit=100&" + created).json().get("data")) {
            types.add(((Map<?, ?>) event).get("type").toString());
        }
        return types;
    }

    private static long count(Shop shop, String type) {
        return server.db()
                .one(
                        row -> row.number("n"),
                        "select count(*) as n from events where type = ? and account_id = ?",
                        type,
                        -Long.parseLong(shop.opened().at("id").substring("acct_test_".length())))
                .orElseThrow();
    }

    private static List<Long> settings(Shop shop) {
        return server.db()
                .all(
                        row -> row.number("shown_ms"),
                        "select shown_ms from test_clock_steps where account_id = ? order by since_id",
                        -Long.parseLong(shop.opened().at("id").substring("acct_test_".length())));
    }

    private static long id(Shop shop) {
        return Long.parseLong(shop.opened().at("test_clock.id").substring("clock_".length()));
    }
}

package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Mailbox;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.cashier.Words;
import dev.caisse.platform.mail.ScriptedSmtp;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A payer pays, and finds a receipt in their mailbox: one, in their language, whatever happens on the way.
@Timeout(300)
class ReceiptStory {
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: (.*)$");
    private static final AtomicInteger PAYERS = new AtomicInteger();

    private static Mailbox mailbox;
    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        mailbox = Mailbox.open();
        var variables = new HashMap<>(mailbox.variables());
        variables.put("CAISSE_ACCOUNT_NAME", "Tea & <b>Cake</b> ☕");
        server = TestServer.start(variables);
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        mailbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "es", "fr", "zh", "ar"})
    void aReceiptSpeaksThePayersLanguage(String language) throws Exception {
        var words = Words.pick(language, null);
        var payer = payer();
        var session =
                merchant.newSession("\"client_reference_id\": \"order 7\", \"locale\": \"%s\",".formatted(language));
        assertThat(merchant.pay(session.at("url"), Map.of("email", payer)).status())
                .isEqualTo(303);
        var mail = mailbox.await(payer);
        var shop = "Tea & <b>Cake</b> ☕";
        assertThat(mail.getSubject()).isEqualTo(words.text("receipt.subjectTest", shop));
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo(shop);
        assertThat(mail.getHeader("Content-Language")).containsExactly(language);
        assertThat(Mailbox.text(mail))
                .contains(words.text("receipt.heading", shop), words.text("receipt.test"))
                .contains(words.text("receipt.amount") + ": " + words.money(2500, "GBP"))
                .contains(words.text("receipt.card", "Visa", "4242"))
                .contains("order 7", chargeOf(session), "Pineapple cake", words.quantity(2, words.money(1250, "GBP")));
        assertThat(Mailbox.html(mail))
                .contains("<html lang=\"%s\" dir=\"%s\">".formatted(words.lang(), words.dir()))
                .contains(words.text("receipt.heading", "Tea &amp; &lt;b&gt;Cake&lt;/b&gt; ☕"))
                .contains(words.money(2500, "GBP"), "Pineapple cake", chargeOf(session))
                .doesNotContain("<b>", "http");
    }

    @Test
    void theBrowsersLanguageCountsWhereTheShopNamedNone() throws Exception {
        var payer = payer();
        var url = merchant.newSession().at("url");
        var page = merchant.page(url).text();
        merchant.submit(url, page, Map.of("email", payer), Map.of("Accept-Language", "ar-EG,en;q=0.5"));
        var mail = mailbox.await(payer);
        assertThat(mail.getHeader("Content-Language")).containsExactly("ar-EG");
        assertThat(Mailbox.text(mail)).contains(Words.pick("ar-EG", null).money(2500, "GBP"));
    }

    @Test
    void hostileNamesAreTextsAndNothingElse() throws Exception {
        var payer = payer();
        var name = "\\\"><script>alert(1)</script>\\u2028{0} 🍍";
        var session = merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example", "client_reference_id": "</bdi><img src=x>",
                 "line_items": [{"quantity": 1, "price_data":
                   {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "%s"}}}]}""".formatted(name));
        merchant.pay(session.at("url"), Map.of("email", payer));
        var mail = mailbox.await(payer);
        assertThat(Mailbox.html(mail)).doesNotContain("<script", "<img").contains("&lt;script&gt;", "🍍");
        assertThat(Mailbox.text(mail))
                .contains("\"><script>alert(1)</script> {0} 🍍")
                .doesNotContain("\u2028");
    }

    @Test
    void theAddressTheMerchantNamedIsTheOneWrittenTo() {
        var payer = payer();
        var office = payer();
        var session = merchant.newSession("\"payment_intent_data\": {\"receipt_email\": \"%s\"},".formatted(office));
        merchant.pay(session.at("url"), Map.of("email", payer));
        mailbox.await(office);
        assertThat(mailbox.to(payer)).isEmpty();
        assertThat(lettersOf(session)).isEqualTo(1);
    }

    @Test
    void anIntentOfTheApiHasItsReceiptInEnglish() throws Exception {
        var payer = payer();
        intent(payer, "\"confirm\": true, \"description\": \"Two cakes\",");
        var mail = mailbox.await(payer);
        assertThat(mail.getHeader("Content-Language")).containsExactly("en");
        assertThat(Mailbox.text(mail)).contains("- Two cakes: £25.00", "Visa ending in 4242");
    }

    @Test
    void whatIsOnlyHeldHasNoReceiptUntilItIsTaken() {
        var payer = payer();
        var intent = intent(payer, "\"confirm\": true, \"capture_method\": \"manual\",");
        assertThat(lettersOf(payer)).isZero();
        merchant.post("/v1/payment_intents/" + intent.at("id") + "/capture", "{\"amount_to_capture\": 1000}");
        assertThat(Mailbox.text(mailbox.await(payer))).contains("Amount paid: £10.00");
        merchant.post("/v1/payment_intents/" + intent.at("id") + "/capture", "");
        assertThat(lettersOf(payer)).isEqualTo(1);
    }

    @Test
    void aPayerWhoIsDeclinedHearsOfItOnThePageOnly() {
        var payer = payer();
        var url = merchant.newSession().at("url");
        assertThat(merchant.pay(url, Map.of("email", payer, "cardNumber", "4000000000009995"))
                        .status())
                .isEqualTo(402);
        assertThat(lettersOf(payer)).isZero();
        merchant.pay(url, Map.of("email", payer));
        mailbox.await(payer);
        assertThat(lettersOf(payer)).isEqualTo(1);
    }

    @Test
    void manyPressesHaveOneReceipt() {
        var payer = payer();
        var url = merchant.newSession().at("url");
        var page = merchant.page(url).text();
        dev.caisse.Together.run(6, _ -> merchant.submit(url, page, Map.of("email", payer)));
        mailbox.await(payer);
        assertThat(lettersOf(payer)).isEqualTo(1);
    }

    @Test
    void theMetricsSayHowManyWait() {
        assertThat(merchant.get("/metrics").text()).contains("caisse_letters_waiting");
    }

    @Test
    void withoutAMailServerNothingIsWritten() {
        try (var quiet = TestServer.start()) {
            assertThat(quiet.client()
                            .pay(quiet.client().newSession().at("url"), "4242424242424242")
                            .status())
                    .isEqualTo(303);
            assertThat(quiet.db().one(row -> row.number("n"), "select count(*) as n from letters"))
                    .contains(0L);
        }
    }

    @Test
    void aMailServerThatHangsDelaysNoPayerAndNoStop() throws Exception {
        try (var mute = ScriptedSmtp.of(_ -> ScriptedSmtp.SILENCE);
                var shop = TestServer.start(Mailbox.variables(mute.port()))) {
            for (int n = 0; n < 6; n++) {
                assertThat(shop.client()
                                .pay(shop.client().newSession().at("url"), "4242424242424242")
                                .status())
                        .isEqualTo(303);
            }
            assertThat(shop.client().get("/readyz").status()).isEqualTo(200);
            assertThat(shop.db()
                            .one(row -> row.number("n"), "select count(*) as n from letters where status = 'waiting'"))
                    .contains(6L);
        }
    }

    @Test
    void aMailServerThatComesBackGetsWhatWaited() {
        int port = ServerProcess.freePort();
        try (var shop = TestServer.start(Mailbox.variables(port))) {
            shop.client().pay(shop.client().newSession().at("url"), Map.of("email", "late@example.com"));
            Eventually.holds(() -> shop.db()
                    .one(row -> row.text("last_answer"), "select coalesce(last_answer, '') as last_answer from letters")
                    .orElseThrow()
                    .contains("127.0.0.1:" + port));
            try (var back = Mailbox.at(port)) {
                shop.advance(Duration.ofMinutes(1));
                back.await("late@example.com");
            }
        }
    }

    /// The server takes the mail, and the node dies before it hears of it: nobody can know, so it is sent once more.
    @Test
    void aNodeThatDiesAfterSendingSendsTheSameMailOnceMore() throws Exception {
        var node = new AtomicReference<ServerProcess>();
        try (var database = TestDatabase.fresh();
                var smtp = ScriptedSmtp.of(line -> line.equals(".") ? killed(node) : null)) {
            var variables = TestServer.variables(database, Mailbox.variables(smtp.port()));
            node.set(ServerProcess.start(variables));
            var client = node.get().client();
            client.pay(client.newSession().at("url"), Map.of("email", "twice@example.com"));
            Eventually.holds(() -> node.get() == null);
            // As if the lease had run out.
            database.db().run("update letters set due_ms = 0");
            try (var again = ServerProcess.start(variables)) {
                Eventually.holds(() -> database.db()
                        .one(row -> row.text("status"), "select status from letters")
                        .orElseThrow()
                        .equals("sent"));
                assertThat(again.isAlive()).isTrue();
            }
            assertThat(smtp.mails()).hasSize(2);
            assertThat(smtp.mails().stream().map(ReceiptStory::messageId).distinct())
                    .hasSize(1);
        }
    }

    private static String killed(AtomicReference<ServerProcess> node) {
        var process = node.getAndSet(null);
        if (process != null) {
            process.kill();
            process.close();
        }
        return null;
    }

    private static String messageId(String mail) {
        var found = MESSAGE_ID.matcher(mail);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static Reply intent(String payer, String more) {
        return merchant.post("/v1/payment_intents", """
                {"amount": 2500, "currency": "gbp", "receipt_email": "%s", %s "payment_method": "pm_card_visa"}""".formatted(payer, more));
    }

    private static String payer() {
        return "payer-" + PAYERS.incrementAndGet() + "@example.com";
    }

    private static String chargeOf(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                .at("latest_charge");
    }

    private static long lettersOf(Reply session) {
        return count("once", "receipt " + chargeOf(session));
    }

    private static long lettersOf(String payer) {
        return count("recipient", payer);
    }

    private static long count(String column, String value) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from letters where " + column + " = ?", value)
                .orElseThrow();
    }
}

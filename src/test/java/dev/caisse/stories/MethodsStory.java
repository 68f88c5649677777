package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.methods.MethodType;
import dev.caisse.platform.money.CurrencyCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way to pay, from its session or intent to the money and back, without a browser: what it answers, what is
/// told,
/// and what goes back when a payer pays too late, too little, too much or twice.
class MethodsStory {
    private static final Map<String, Long> AMOUNTS =
            Map.of("RWF", 5000L, "KRW", 50_000L, "VND", 500_000L, "IDR", 5_000_000L);

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> elsewhere() {
        return MethodType.offeredNames().stream().filter(name -> !name.equals("card"));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void everyTypePaysFromTheApi(String type) {
        var row = MethodType.of(type);
        var currency = currency(row);
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": %d, "currency": "%s", "payment_method_types": ["%s"], "confirm": true,
                 "return_url": "https://shop.example/back", "payment_method_data": %s}
                """.formatted(amount(currency), currency, type, data(type)));
        assertThat(intent.status()).as(intent.text()).isEqualTo(200);
        if (intent.at("status").equals("requires_action")) {
            var action = intent.at("next_action.type");
            assertThat(action).isEqualTo(row.actionType());
            Provider.choose(merchant, intent.at("next_action." + action + ".url"), Provider.PAY);
        } else {
            assertThat(intent.at("status")).isEqualTo("processing");
        }
        paid(intent.at("id"));
        var charge = merchant.get("/v1/charges/" + latestCharge(intent.at("id")));
        assertThat(charge.at("payment_method_details.type")).isEqualTo(type);
        refundsAsItsRowSays(row, charge);
    }

    /// What cannot go back is refused; else all of it does.
    private static void refundsAsItsRowSays(MethodType row, Reply charge) {
        long amount = Long.parseLong(charge.at("amount"));
        var part = refund(charge, amount / 2);
        assertThat(part.status()).isEqualTo(row.refunds().partial() ? 200 : 400);
        var rest = refund(charge, amount - (row.refunds().partial() ? amount / 2 : 0));
        assertThat(rest.status())
                .as(rest.text())
                .isEqualTo(
                        row.refunds().multiple()
                                        || row.refunds().full()
                                                && !row.refunds().partial()
                                ? 200
                                : 400);
        if (!row.refunds().full()) {
            assertThat(rest.at("error.code")).isEqualTo("charge_not_refundable");
        }
    }

    private static Reply refund(Reply charge, long amount) {
        return merchant.post("/v1/refunds", "{\"charge\": \"%s\", \"amount\": %d}".formatted(charge.at("id"), amount));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void everyTypePaysOnThePageWithoutScripts(String type) {
        var currency = currency(MethodType.of(type));
        var session = session(currency, "\"payment_method_types\": [\"card\", \"%s\"],".formatted(type));
        var answer = merchant.pay(session.at("url"), fields(type, currency));
        if (!answer.header("Location")
                .filter(url -> url.contains("shop.example"))
                .isPresent()) {
            Provider.choose(merchant, Provider.page(merchant, answer), Provider.PAY);
        }
        if (MethodType.of(type).isLeaving() || MethodType.of(type).group().get() == MethodType.Group.QR) {
            Eventually.holds(() -> back(session)
                    .header("Location")
                    .filter("https://shop.example/thanks"::equals)
                    .isPresent());
        }
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
        assertThat(now(session).at("status")).isEqualTo("complete");
    }

    private static Reply back(Reply session) {
        return merchant.page(session.at("url").replaceFirst("\\?", "/finish?"));
    }

    // Redirects

    @Test
    void aPayerWhomTheProviderDeclinesMayPayInAnotherWay() {
        var session = session("GBP", "");
        var page = Provider.page(merchant, merchant.pay(session.at("url"), Map.of("method", "alipay")));
        Provider.choose(merchant, page, Provider.FAIL);
        Eventually.holds(() -> intent(session).at("status").equals("requires_payment_method"));
        assertThat(intent(session).at("last_payment_error.code")).isEqualTo("payment_method_provider_decline");
        assertThat(merchant.pay(session.at("url"), Map.of("method", "card")).status())
                .isEqualTo(303);
        assertThat(now(session).at("payment_status")).isEqualTo("paid");
    }

    @Test
    void aPayerWhoNeverComesBackIsCountedAllTheSame() {
        var session = session("GBP", "");
        var page = Provider.page(merchant, merchant.pay(session.at("url"), Map.of("method", "alipay")));
        assertThat(now(session).at("status")).isEqualTo("open");
        Provider.choose(merchant, page, Provider.PAY);
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
    }

    @Test
    void whoChoosesACardWhileAWalletIsOpenPaysByCardAndTheWalletCannotPayAnyMore() {
        var session = session("GBP", "");
        var form = merchant.page(session.at("url")).text();
        var wallet = Provider.page(merchant, merchant.submit(session.at("url"), form, Map.of("method", "alipay")));
        assertThat(merchant.submit(session.at("url"), form, Map.of("method", "card"))
                        .status())
                .isEqualTo(303);
        assertThat(now(session).at("payment_status")).isEqualTo("paid");
        assertThat(Provider.choose(merchant, wallet, Provider.PAY).text()).contains("finished");
        assertThat(paidCharges(session)).isEqualTo(1);
        assertThat(moved(session)).isEqualTo(1250);
    }

    @Test
    void whoHasPaidAtTheWalletAlreadyIsNotChargedByCard() {
        var session = session("GBP", "\"metadata\": {\"sandbox\": \"latency=1ms\"},");
        var form = merchant.page(session.at("url")).text();
        var wallet = Provider.page(merchant, merchant.submit(session.at("url"), form, Map.of("method", "alipay")));
        Provider.choose(merchant, wallet, Provider.PAY);
        merchant.submit(session.at("url"), form, Map.of("method", "card"));
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
        assertThat(moved(session)).isEqualTo(1250);
        assertThat(paidCharges(session)).isEqualTo(1);
    }

    @Test
    void whatCannotBeStoppedAnyMoreIsSaidAndWaitedFor() {
        var session = session("GBP", "");
        var wallet = Provider.page(merchant, merchant.pay(session.at("url"), Map.of("method", "alipay")));
        Provider.choose(merchant, wallet, Provider.HOLD);
        var page = Provider.otherWay(merchant, session.at("url"));
        assertThat(page.text()).contains("cannot be stopped now", "not be charged twice");
        Provider.choose(merchant, wallet, Provider.PAY);
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
    }

    @Test
    void aPayerWhoGivesUpSeesTheFormAgain() {
        var session = session("GBP", "");
        merchant.pay(session.at("url"), Map.of("method", "alipay"));
        assertThat(Provider.otherWay(merchant, session.at("url")).text()).contains("id=\"payment\"");
        assertThat(intent(session).at("last_payment_error.code")).isEqualTo("payment_intent_payment_attempt_abandoned");
    }

    @Test
    void aMerchantCancelsWhatItsPayerIsStillAt() {
        var intent = confirmed("alipay", "GBP");
        var canceled = merchant.post("/v1/payment_intents/" + intent.at("id") + "/cancel", "{}");
        assertThat(canceled.at("status")).as(canceled.text()).isEqualTo("canceled");
        Provider.choose(merchant, intent.at("next_action.alipay_handle_redirect.url"), Provider.PAY);
        assertThat(merchant.get("/v1/payment_intents/" + intent.at("id")).at("status"))
                .isEqualTo("canceled");
    }

    // Codes and transfers

    @Test
    void aCodeThatIsPaidAfterItsSessionExpiredGoesBack() {
        var session = session("CNY", "");
        var page = Provider.page(merchant, merchant.pay(session.at("url"), Map.of("method", "wechat_pay")));
        server.advance(Duration.ofHours(25));
        Eventually.holds(() -> now(session).at("status").equals("expired"));
        assertThat(merchant.page(page).text()).contains("no longer awaited");
        Provider.choose(merchant, page, Provider.PAY);
        Eventually.holds(() -> moved(session) == 1250 && left(session) == 0);
        assertThat(now(session).at("payment_status")).isEqualTo("unpaid");
        Eventually.holds(() -> told(session).containsAll(List.of("charge.succeeded", "charge.refunded")));
    }

    @ParameterizedTest
    @CsvSource({"wechat_pay,CNY", "bank_transfer_vn,VND"})
    void tooLittleGoesBackAndCountsAsDeclined(String type, String currency) {
        var session = session(currency, "");
        var page = Provider.page(merchant, merchant.pay(session.at("url"), fields(type, currency)));
        Provider.choose(merchant, page, Provider.LESS);
        Eventually.holds(() -> moved(session) > 0 && left(session) == 0);
        assertThat(intent(session).at("status")).isEqualTo("requires_payment_method");
        assertThat(now(session).at("payment_status")).isEqualTo("unpaid");
    }

    @ParameterizedTest
    @CsvSource({"wechat_pay,CNY", "bank_transfer_vn,VND"})
    void whatIsTooMuchGoesBackAndTheRestPays(String type, String currency) {
        var session = session(currency, "");
        var page = Provider.page(merchant, merchant.pay(session.at("url"), fields(type, currency)));
        Provider.choose(merchant, page, Provider.MORE);
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
        long asked = amount(currency);
        Eventually.holds(() -> left(session) == asked);
        assertThat(moved(session)).isEqualTo(asked + asked / 2);
        assertThat(intent(session).at("amount_received")).isEqualTo(String.valueOf(asked));
    }

    // Delayed

    @ParameterizedTest
    @CsvSource({
        "AT611904300234573201,paid,checkout.session.async_payment_succeeded",
        "AT861904300235473202,unpaid,checkout.session.async_payment_failed",
        "AT321904300235473204,paid,checkout.session.async_payment_succeeded"
    })
    void aDebitCompletesItsSessionAndIsKnownLater(String iban, String status, String event) {
        var session = session("EUR", "");
        var fields = new java.util.HashMap<>(fields("sepa_debit", "EUR"));
        fields.put("sepa_debit-iban", iban);
        var answer = merchant.pay(session.at("url"), fields);
        assertThat(answer.header("Location")).hasValue("https://shop.example/thanks");
        assertThat(now(session).at("status")).isEqualTo("complete");
        Eventually.holds(() -> told(session).contains(event));
        assertThat(now(session).at("payment_status")).isEqualTo(status);
        assertThat(told(session)).contains("checkout.session.completed", "charge.pending", "payment_intent.processing");
    }

    // What the API refuses

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alipay   | GBP | 1000 |                                             | return_url                               | parameter_missing
            alipay   | JPY | 1000 | "return_url": "https://shop.example",       | currency                                 | payment_method_currency_mismatch
            pix      | BRL | 299  |                                             | payment_method_data.billing_details.country | x
            unionpay | MYR | 250001 | "return_url": "https://shop.example",     | amount                                   | amount_too_large
            alipay   | GBP | 1000 | "capture_method": "manual", "return_url": "https://shop.example", | capture_method     | parameter_invalid
            """)
    void whatATypeCannotDoIsRefusedByName(
            String type, String currency, long amount, String more, String param, String code) {
        var refused =
                merchant.post("/v1/payment_intents", """
                {"amount": %d, "currency": "%s", "confirm": true, %s "payment_method_data": {"type": "%s"}}
                """.formatted(amount, currency, more == null ? "" : more, type));
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        if (!code.equals("x")) {
            assertThat(refused.at("error.code")).isEqualTo(code);
            assertThat(refused.at("error.param")).isEqualTo(param);
        } else {
            assertThat(refused.at("error.param")).startsWith("payment_method_data.billing_details");
        }
    }

    @Test
    void aMethodThatCannotBeUsedAgainIsNotSaved() {
        var method = merchant.post("/v1/payment_methods", "{\"type\": \"alipay\"}");
        assertThat(method.status()).as(method.text()).isEqualTo(200);
        assertThat(method.at("type")).isEqualTo("alipay");
        var customer = merchant.post("/v1/customers", "{}");
        var attached = merchant.post(
                "/v1/payment_methods/" + method.at("id") + "/attach",
                "{\"customer\": \"%s\"}".formatted(customer.at("id")));
        assertThat(attached.status()).isEqualTo(400);
    }

    @Test
    void theWholeTableIsActiveInTestMode() {
        var rows = (List<?>)
                merchant.get("/v1/payment_method_configurations").json().get("data");
        var active = rows.stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> Boolean.TRUE.equals(row.get("active")))
                .map(row -> (String) row.get("type"));
        assertThat(active).containsExactlyElementsOf(MethodType.offeredNames());
    }

    // What they share

    private static Map<String, String> fields(String type, String currency) {
        var fields = Provider.fields(type);
        fields.put(type + "-provider_code", currency.equals("UGX") ? "mtn_ug" : "mtn_cm");
        return fields;
    }

    private static String data(String type) {
        var details = switch (type) {
            case "sepa_debit" -> "\"sepa_debit\": {\"iban\": \"AT611904300234573201\"},";
            case "spei" -> "\"spei\": {\"curp\": \"GOMC900101HDFRRL09\"},";
            case "mobile_money" ->
                "\"mobile_money\": {\"phone_number\": \"256777000001\", \"provider_code\": \"mtn_cm\"},";
            default -> "";
        };
        return """
                {"type": "%s", %s "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com",
                 "address": {"country": "BR"}}}
                """.formatted(type, details);
    }

    private static Reply confirmed(String type, String currency) {
        return merchant.post("/v1/payment_intents", """
                {"amount": %d, "currency": "%s", "confirm": true, "return_url": "https://shop.example/back",
                 "payment_method_data": %s}
                """.formatted(amount(currency), currency, data(type)));
    }

    private static String currency(MethodType row) {
        return row.currencies().getFirst().code();
    }

    private static long amount(String currency) {
        return AMOUNTS.getOrDefault(CurrencyCode.of(currency).code(), 1250L);
    }

    private static Reply session(String currency, String more) {
        var session = merchant.post("/v1/checkout/sessions", """
                {%s "success_url": "https://shop.example/thanks", "line_items": [{"quantity": 1, "price_data":
                 {"currency": "%s", "unit_amount": %d, "product_data": {"name": "Cake"}}}]}
                """.formatted(more, currency, amount(currency)));
        assertThat(session.status()).as(session.text()).isEqualTo(200);
        return session;
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static Reply intent(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
    }

    private static void paid(String intent) {
        Eventually.holds(
                () -> merchant.get("/v1/payment_intents/" + intent).at("status").equals("succeeded"));
    }

    private static String latestCharge(String intent) {
        return merchant.get("/v1/payment_intents/" + intent).at("latest_charge");
    }

    private static long paidCharges(Reply session) {
        var charges = (Map<?, ?>) intent(session).json().get("charges");
        return ((List<?>) charges.get("data"))
                .stream()
                        .filter(charge -> Boolean.TRUE.equals(((Map<?, ?>) charge).get("paid")))
                        .count();
    }

    /// What the bank has taken for a session, and what of it is left there.
    private static long moved(Reply session) {
        return book(session, "coalesce(sum(moved), 0)");
    }

    private static long left(Reply session) {
        return book(session, "coalesce(sum(moved), 0) - coalesce(sum(refunded), 0)");
    }

    private static long book(Reply session, String sum) {
        var intent = Long.parseLong(session.at("payment_intent").substring(3));
        return server.db()
                .one(
                        row -> row.number("total"),
                        "select (" + sum
                                + ")::bigint as total from sandbox.book where operation = 'authorize' and reference in"
                                + " (select id::text from attempts where intent_id = ?)",
                        intent)
                .orElseThrow();
    }

    /// The types of all events about a session, its intent and its charges.
    private static List<String> told(Reply session) {
        var ids = "%" + session.at("payment_intent") + "%";
        return server.db().all(row -> row.text("type"), "select type from events where object::text like ?", ids);
    }
}

package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.icegreen.greenmail.util.GreenMailUtil;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.webhooks.Receiver;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Card numbers, codes, keys and tokens go through the whole server, where they belong and where they do not;
/// afterwards
/// none of them is found in a log, a row, an event, an answer or a page.
class SecretsTest {
    private static final String SECRET_KEY = "sk_test_NobodyMayEverReadThisKey42";
    private static final String VAULT_KEY =
            Base64.getEncoder().encodeToString("the vault key of a secrets test!".getBytes(StandardCharsets.UTF_8));

    /// Four digits, which American Express has, and beginning with a zero, which no count or duration does.
    private static final String CODE = "0917";

    private static final String AMEX = "378282246310005";
    private static final String DECLINED = "4000000000009995";
    private static final String REAL = "4539578763621486";
    private static final String MISTYPED = "4242424242424241";
    private static final String IBAN = "AT611904300234573201";
    private static final List<String> CARDS = List.of(AMEX, DECLINED, REAL, MISTYPED);

    private static final Pattern BYTES = Pattern.compile("\\\\x((?:[0-9a-f]{2})+)");
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    private static final Captured LOGS = new Captured();
    private static final List<String> ANSWERS = new ArrayList<>();
    private static final List<String> TOKENS = new ArrayList<>();
    private static final List<String> CLIENT_SECRETS = new ArrayList<>();

    private static final Receiver RECEIVER = Receiver.taking();

    private static final String MAIL_PASSWORD = "NobodyMayReadThisPassword42";

    private static Mailbox mailbox;
    private static TestServer server;
    private static Client merchant;
    private static List<String> rows;

    @BeforeAll
    static void sendSecretsEverywhere() {
        LOGS.start();
        mailbox = Mailbox.open().knowing("shop", MAIL_PASSWORD);
        server = TestServer.start(Map.of(
                "CAISSE_TEST_SECRET_KEY",
                SECRET_KEY,
                "CAISSE_VAULT_KEY",
                VAULT_KEY,
                "CAISSE_SMTP_URL",
                "smtp://shop:" + MAIL_PASSWORD + "@127.0.0.1:" + mailbox.port(),
                "CAISSE_MAIL_FROM",
                "shop@example.com"));
        merchant = new Client(server.url(), SECRET_KEY);
        hook();
        payAndFailToPay();
        useWhatIsAroundPayments();
        payElsewhere();
        sendFormsThatAreWrong();
        pasteSecretsIntoTheWrongPlaces();
        Eventually.holds(() -> RECEIVER.count() > 10);
        Eventually.holds(() -> !mailbox.to("jenny@example.com").isEmpty());
        rows = rows();
    }

    @AfterAll
    static void stop() {
        server.close();
        RECEIVER.close();
        mailbox.close();
        LOGS.stop();
    }

    @Test
    void theSearchWouldFindThem() {
        assertThat(rows).anyMatch(row -> row.contains("jenny@example.com")).anyMatch(row -> row.contains("amex"));
        assertThat(LOGS.lines()).anyMatch(line -> line.contains("/v1/checkout/sessions"));
        assertThat(leaked(List.of("a", "b 3782 822463 10005 c"), CARDS)).hasSize(1);
        assertThat(leaked(List.of("{\"cvc\":\"0917\"}", "1091702"), List.of(CODE)))
                .hasSize(1);
        assertThat(decoded("(1,\"\\\\x3337\")")).contains("37");
    }

    @Test
    void noCardNumberIsInALogARowAnEventAnAnswerOrAPage() {
        assertThat(leaked(LOGS.lines(), CARDS)).as("logs").isEmpty();
        assertThat(leaked(rows, CARDS)).as("rows").isEmpty();
        assertThat(leaked(ANSWERS, CARDS)).as("answers").isEmpty();
    }

    @Test
    void noSecurityCodeIsAnywhere() {
        assertThat(leaked(LOGS.lines(), List.of(CODE))).as("logs").isEmpty();
        assertThat(leaked(rows, List.of(CODE))).as("rows").isEmpty();
        assertThat(leaked(ANSWERS, List.of(CODE))).as("answers").isEmpty();
    }

    @Test
    void noNumberOfAnAccountIsAnywhere() {
        assertThat(leaked(LOGS.lines(), List.of(IBAN))).as("logs").isEmpty();
        assertThat(leaked(rows, List.of(IBAN))).as("rows").isEmpty();
        assertThat(leaked(ANSWERS, List.of(IBAN))).as("answers").isEmpty();
    }

    @Test
    void noSecretKeyIsAnywhere() {
        var keys = List.of(
                SECRET_KEY,
                VAULT_KEY,
                MAIL_PASSWORD,
                new String(Base64.getDecoder().decode(VAULT_KEY), StandardCharsets.ISO_8859_1));
        assertThat(leaked(LOGS.lines(), keys)).as("logs").isEmpty();
        assertThat(leaked(rows, keys)).as("rows").isEmpty();
        assertThat(leaked(ANSWERS, keys)).as("answers").isEmpty();
    }

    @Test
    void noSecretIsInAMail() {
        var mails = mailbox.received().stream()
                .map(mail -> GreenMailUtil.getWholeMessage(mail) + Mailbox.text(mail) + Mailbox.html(mail))
                .toList();
        var all = Stream.of(CARDS, CLIENT_SECRETS, TOKENS, List.of(CODE, SECRET_KEY, VAULT_KEY, MAIL_PASSWORD))
                .flatMap(List::stream)
                .toList();
        assertThat(mails).anyMatch(mail -> mail.contains("0005"));
        assertThat(leaked(mails, all)).isEmpty();
    }

    @Test
    void clientSecretsAndPageTokensAreInAnswersOnly() {
        assertThat(CLIENT_SECRETS).isNotEmpty();
        assertThat(TOKENS).hasSizeGreaterThan(3);
        var both = Stream.concat(CLIENT_SECRETS.stream(), TOKENS.stream()).toList();
        assertThat(leaked(ANSWERS, both)).as("what the answers hold").isNotEmpty();
        assertThat(leaked(LOGS.lines(), both)).as("logs").isEmpty();
        // A provider is told where its payer comes back to, and so test mode's bank keeps that address.
        var ours =
                rows.stream().filter(row -> !row.startsWith("sandbox.orders ")).toList();
        assertThat(leaked(ours, both)).as("rows").isEmpty();
        assertThat(leaked(rows, CLIENT_SECRETS)).as("rows").isEmpty();
    }

    @Test
    void whatReceiversHearHoldsNone() {
        var all = Stream.of(CARDS, CLIENT_SECRETS, TOKENS, List.of(SECRET_KEY, VAULT_KEY))
                .flatMap(List::stream)
                .toList();
        var told = RECEIVER.received().stream()
                .map(request -> request.headers() + "\n" + request.text())
                .toList();
        assertThat(told).hasSizeGreaterThan(10).anyMatch(text -> text.contains("charge.succeeded"));
        assertThat(leaked(told, all)).isEmpty();
    }

    @Test
    void theDatabasesOwnLogHoldsNone() {
        var all = Stream.of(CARDS, CLIENT_SECRETS, TOKENS, List.of(SECRET_KEY, VAULT_KEY))
                .flatMap(List::stream)
                .toList();
        assertThat(leaked(databaseLogs(), all)).isEmpty();
    }

    @Test
    void noLiveRowCanNameTheSandbox() {
        assertThatThrownBy(() -> server.db().run("""
                insert into attempts
                  (account_id, live, id, intent_id, operation, reference, connector, amount, currency, deadline_ms, look_ms)
                values (1, true, 1, 1, 'authorize', '1', 'sandbox', 1, 'GBP', 0, 0)
                """))
                .isInstanceOfSatisfying(
                        DbFailure.class,
                        e -> assertThat(e.broke("attempts_live_never_in_the_sandbox"))
                                .isTrue());
    }

    /// An endpoint that hears of everything, under two secrets.
    private static void hook() {
        var body = "{\"url\": \"%s\", \"enabled_events\": [\"*\"]}".formatted(RECEIVER.url());
        var made = heard(merchant.post("/v1/webhook_endpoints", body, Map.of("Idempotency-Key", "hook")));
        CLIENT_SECRETS.add(made.at("secret"));
        var rolled = heard(merchant.post("/v1/webhook_endpoints/" + made.at("id") + "/roll_secret", ""));
        CLIENT_SECRETS.add(rolled.at("secret"));
        heard(merchant.get("/v1/webhook_endpoints/" + made.at("id")));
        heard(merchant.post("/v1/webhook_endpoints/" + made.at("id") + "/test", "{\"type\": \"charge.failed\"}"));
    }

    private static void payAndFailToPay() {
        for (var card : List.of(DECLINED, REAL, "3782 822463 10005")) {
            var session = heard(merchant.newSession());
            remember(session);
            heard(merchant.page(session.at("url")));
            heard(merchant.pay(session.at("url"), card(card)));
            heard(merchant.page(session.at("url")));
            heard(merchant.get("/v1/checkout/sessions/" + session.at("id")));
            heard(merchant.get("/v1/payment_intents/" + session.at("payment_intent")));
        }
        var key = Map.of("Idempotency-Key", "twice");
        heard(merchant.post("/v1/products", "{\"name\": \"Tea\"}", key));
        heard(merchant.post("/v1/products", "{\"name\": \"Tea\"}", key));
        heard(merchant.get("/v1/checkout/sessions"));
    }

    /// With a provider, a code and an account; a card's number and code are typed into every question besides.
    private static void payElsewhere() {
        var asked = """
                "shipping_address_collection": {"allowed_countries": ["GB"]}, "phone_number_collection": {"enabled": true},
                "billing_address_collection": "required", "custom_fields": [{"key": "engraving", "type": "text",
                  "label": {"type": "custom", "custom": "Engraving"}}],""";
        var lost = heard(merchant.newSession(asked));
        remember(lost);
        var astray = new HashMap<String, String>();
        for (var field : List.of("shippingName", "shippingLine1", "shippingCity", "phoneNumber", "custom0")) {
            astray.put(field, "3782 822463 10005");
        }
        var html = heard(merchant.page(lost.at("url"))).text();
        heard(merchant.pay(lost.at("url"), astray));
        heard(merchant.submit(lost.at("url").replaceFirst("\\?", "/form?"), html, astray));
        heard(merchant.submit(
                lost.at("url").replaceFirst("\\?", "/form?"), html, Map.of("cardNumber", AMEX, "cardCvc", CODE)));
        for (var type : List.of("alipay", "wechat_pay", "sepa_debit")) {
            var session = heard(merchant.post("/v1/checkout/sessions", """
                    {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price_data":
                      {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Tea"}}}]}"""));
            remember(session);
            var fields = Map.of(
                    "method", type,
                    "sepa_debit-iban", IBAN,
                    "sepa_debit-name", "Jenny Rosen",
                    "cardNumber", AMEX,
                    "cardCvc", CODE);
            heard(merchant.pay(session.at("url"), fields));
            heard(merchant.page(session.at("url")));
            heard(merchant.page(session.at("url").replaceFirst("\\?", "/events?")));
            heard(merchant.get("/v1/checkout/sessions/" + session.at("id")));
            var intent = heard(merchant.get("/v1/payment_intents/" + session.at("payment_intent")));
            assertThat(intent.at("status")).isIn("requires_action", "processing");
        }
    }

    /// Customers, cards made ready and saved, refunds, disputes, and every list of them.
    private static void useWhatIsAroundPayments() {
        var customer = heard(merchant.post("/v1/customers", "{\"email\": \"jenny@example.com\"}"))
                .at("id");
        var setup = heard(merchant.post("/v1/setup_intents", typed(customer, AMEX, CODE)));
        CLIENT_SECRETS.add(setup.at("client_secret"));
        var ready = heard(merchant.post("/v1/setup_intents/" + setup.at("id") + "/confirm", ""));
        assertThat(ready.at("status")).as(ready.text()).isEqualTo("succeeded");
        assertThat(heard(merchant.post("/v1/setup_intents", confirmed(typed(customer, DECLINED, "123"))))
                        .status())
                .isEqualTo(402);
        heard(merchant.post("/v1/setup_intents", confirmed(typed(customer, REAL, "123"))));
        var paid = heard(merchant.post(
                "/v1/payment_intents",
                ofMoney(confirmed(typed(customer, AMEX, CODE))),
                Map.of("Idempotency-Key", "paid")));
        CLIENT_SECRETS.add(paid.at("client_secret"));
        heard(merchant.post("/v1/refunds", "{\"payment_intent\": \"" + paid.at("id") + "\", \"amount\": 5}"));
        var disputed = heard(merchant.post(
                "/v1/payment_intents", ofMoney("{\"confirm\": true, \"payment_method\": \"pm_card_createDispute\"}")));
        CLIENT_SECRETS.add(disputed.at("client_secret"));
        var disputes = "/v1/disputes?payment_intent=" + disputed.at("id");
        Eventually.holds(() -> !merchant.get(disputes).at("data").equals("[]"));
        heard(merchant.post(
                "/v1/disputes/" + merchant.get(disputes).at("data.0.id"),
                "{\"evidence\": {\"uncategorized_text\": \"winning_evidence\"}}"));
        for (var path : List.of(
                "/v1/balance",
                "/v1/balance_transactions",
                "/v1/charges",
                "/v1/charges/search?query=status:%27succeeded%27",
                "/v1/customers",
                "/v1/customers/search?query=email:%27jenny@example.com%27",
                "/v1/customers/" + customer + "/payment_methods",
                "/v1/disputes",
                "/v1/payment_intents",
                "/v1/payment_intents/search?query=status:%27succeeded%27",
                "/v1/payment_method_configurations",
                "/v1/payment_methods?customer=" + customer,
                "/v1/refunds",
                "/v1/setup_intents")) {
            assertThat(heard(merchant.get(path)).status()).as(path).isEqualTo(200);
        }
    }

    private static String typed(String customer, String number, String code) {
        return """
                {"customer": "%s", "payment_method_data": {"type": "card",
                   "card": {"number": "%s", "exp_month": 12, "exp_year": 2040, "cvc": "%s"}}}""".formatted(customer, number, code);
    }

    private static String confirmed(String json) {
        return json.replaceFirst("\\{", "{\"confirm\": true, ");
    }

    private static String ofMoney(String json) {
        return json.replaceFirst("\\{", "{\"amount\": 900, \"currency\": \"gbp\", ");
    }

    private static void sendFormsThatAreWrong() {
        var url = remember(heard(merchant.newSession())).at("url");
        heard(merchant.pay(url, card(MISTYPED)));
        heard(merchant.pay(url, card(AMEX + "x")));
        heard(merchant.pay(url, Map.of("cardNumber", AMEX, "cardCvc", CODE, "cardExpiry", "13 / 99")));
        heard(merchant.pay(
                url, Map.of("cardNumber", AMEX, "cardCvc", CODE, "email", "nobody", "billingCountry", "XX")));
        heard(merchant.pay(url, Map.of("cardNumber", AMEX, "cardCvc", CODE, "token", "forged")));
        heard(merchant.pay(url, Map.of("cardNumber", AMEX, "cardCvc", CODE, "shownTotal", "1 GBP")));
        heard(merchant.pay(url, Map.of("cardnumber", AMEX, "cvc", CODE)));
        heard(sentAsForm(url, "cardNumber=" + AMEX + "&cardCvc=" + CODE + "&broken=%zz"));
        heard(sentAsForm(url, "cardNumber=" + AMEX + "&cardCvc=" + CODE + "&long=" + "x".repeat(100_000)));
        heard(sentAsForm(url.replace("&s=", "&s=x"), "cardNumber=" + AMEX + "&cardCvc=" + CODE));
    }

    private static void pasteSecretsIntoTheWrongPlaces() {
        for (var secret : List.of(AMEX, REAL, "3782-822463-10005", SECRET_KEY, CLIENT_SECRETS.getFirst())) {
            var said = new ArrayList<Reply>();
            said.add(merchant.get("/v1/products/" + secret));
            said.add(merchant.get("/v1/" + secret));
            said.add(merchant.get("/v1/products?" + secret + "=1"));
            said.add(merchant.get("/v1/products?starting_after=" + secret));
            said.add(merchant.get("/pay/" + secret + "?key=" + secret + "&s=" + secret));
            said.add(merchant.get("/" + secret));
            said.add(merchant.with(secret).get("/v1/products"));
            said.add(merchant.post("/v1/products", "{\"%s\": 1}".formatted(secret)));
            said.add(merchant.post("/v1/products", "{\"name\": %s".formatted(secret)));
            said.add(merchant.post("/v1/products", "{\"name\": {\"number\": \"%s\"}}".formatted(secret)));
            said.add(
                    merchant.post("/v1/products", "{\"name\": \"Tea\", \"metadata\": {\"%s\": []}}".formatted(secret)));
            said.add(merchant.post("/v1/prices", "{\"currency\": \"%s\", \"unit_amount\": 1}".formatted(secret)));
            said.add(merchant.post(
                    "/v1/prices", "{\"currency\": \"gbp\", \"unit_amount\": \"%s\"}".formatted(secret + "x")));
            said.add(merchant.post(
                    "/v1/checkout/sessions", "{\"success_url\": \"https://%s@shop.example\"}".formatted(secret)));
            for (var noun : List.of(
                    "balance_transactions",
                    "charges",
                    "customers",
                    "disputes",
                    "payment_intents",
                    "payment_methods",
                    "refunds",
                    "setup_intents")) {
                said.add(merchant.get("/v1/" + noun + "/" + secret));
                said.add(merchant.get("/v1/" + noun + "?starting_after=" + secret));
                said.add(merchant.post("/v1/" + noun + "/" + secret, "{\"metadata\": {\"a\": \"b\"}}"));
            }
            for (var noun : List.of("charges", "customers", "payment_intents")) {
                said.add(merchant.get("/v1/" + noun + "/search?query=" + secret));
                said.add(merchant.get("/v1/" + noun + "/search?query=" + secret + ":%27x%27"));
                said.add(merchant.get("/v1/" + noun + "/search?query=status:%27" + secret + "%27"));
                said.add(merchant.get("/v1/" + noun + "/search?query=customer:%27" + secret + "%27"));
            }
            said.add(merchant.post("/v1/refunds", "{\"charge\": \"%s\"}".formatted(secret)));
            said.add(merchant.post("/v1/setup_intents", "{\"payment_method\": \"%s\"}".formatted(secret)));
            said.add(merchant.post("/v1/setup_intents", "{\"usage\": \"%s\"}".formatted(secret)));
            said.add(merchant.post("/v1/customers", "{\"email\": \"%s\"}".formatted(secret)));
            said.add(merchant.post("/v1/payment_methods/pm_1/attach", "{\"customer\": \"%s\"}".formatted(secret)));
            said.add(merchant.postForm("/v1/products", secret + "[a][b]=" + secret + "&" + secret + "=1"));
            said.add(merchant.send(merchant.request("/v1/products").method(mild(secret), BodyPublishers.noBody())));
            // What comes back for a client secret may hold it nowhere either, so these are searched for all of them.
            said.forEach(reply -> assertThat(leaked(List.of(reply.text()), List.of(secret)))
                    .as("answer to a misplaced secret")
                    .isEmpty());
            said.forEach(SecretsTest::heard);
        }
    }

    /// A method as HTTP allows one.
    private static String mild(String secret) {
        return secret.replaceAll("[^A-Za-z0-9_-]", "");
    }

    private static Map<String, String> card(String number) {
        return Map.of("cardNumber", number, "cardCvc", number.startsWith("3") ? CODE : "123");
    }

    private static Reply sentAsForm(String url, String body) {
        return merchant.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private static Reply heard(Reply reply) {
        ANSWERS.add(reply.raw().headers().map() + "\n" + reply.text());
        var token = TOKEN.matcher(reply.text());
        while (token.find()) {
            TOKENS.add(token.group(1));
        }
        return reply;
    }

    private static Reply remember(Reply session) {
        CLIENT_SECRETS.add(session.at("client_secret"));
        var url = session.at("url");
        TOKENS.add(url.substring(url.indexOf("&s=") + 3));
        return session;
    }

    /// The texts that hold one of these, shortened to where it stands. A card number may be in groups; a code must
    /// stand
    /// alone, because four digits are a part of many a number.
    private static List<String> leaked(List<String> texts, List<String> secrets) {
        var alone = secrets.stream()
                .map(secret -> secret.matches("[0-9]{12,}")
                        ? String.join("[ -]?", secret.split(""))
                        : secret.equals(CODE) ? "(?<![0-9A-Za-z.])" + CODE + "(?![0-9A-Za-z])" : Pattern.quote(secret))
                .collect(Collectors.joining("|"));
        var pattern = Pattern.compile(alone);
        return texts.stream()
                .flatMap(text -> pattern.matcher(text)
                        .results()
                        .map(found -> text.substring(
                                Math.max(0, found.start() - 200), Math.min(text.length(), found.end() + 20))))
                .toList();
    }

    /// Every row of every table, as text; bytes both in hexadecimal and as the characters they may be.
    private static List<String> rows() {
        var tables = server.db().all(row -> row.text("name"), """
                select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
                  from information_schema.tables
                 where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
                """);
        assertThat(tables).contains("public.events", "sandbox.book", "public.vault_cards");
        return tables.stream()
                .flatMap(table ->
                        server.db().all(row -> row.text("line"), "select t::text as line from " + table + " t").stream()
                                .map(line -> table + " " + decoded(line)))
                .toList();
    }

    private static String decoded(String row) {
        var bytes = BYTES.matcher(row)
                .results()
                .map(found -> new String(HexFormat.of().parseHex(found.group(1)), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("\n"));
        return row + "\n" + bytes;
    }

    /// What the embedded PostgreSQL of this test run has written; nothing when the tests use a server.
    private static List<String> databaseLogs() {
        try (var folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("caisse-test-"))
                    .map(folder -> folder.resolve("postgres.log"))
                    .flatMap(log -> read(log).stream())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<String> read(Path log) {
        try {
            return Optional.of(Files.readString(log, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // Another run's, gone meanwhile, or no log at all.
            return Optional.empty();
        }
    }

    /// Everything that is logged, at the finest level of ours, with all that belongs to a line.
    private static final class Captured extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Logger ours = (Logger) LoggerFactory.getLogger("dev.caisse");
        private Level before;

        @Override
        public void start() {
            setContext(all.getLoggerContext());
            super.start();
            all.addAppender(this);
            before = ours.getLevel();
            ours.setLevel(Level.TRACE);
            ((Logger) LoggerFactory.getLogger("request")).setLevel(Level.TRACE);
        }

        @Override
        public void stop() {
            ours.setLevel(before);
            all.detachAppender(this);
            super.stop();
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        protected void append(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs() + " "
                    + event.getMDCPropertyMap() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
        }
    }
}

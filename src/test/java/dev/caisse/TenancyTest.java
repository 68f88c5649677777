package dev.caisse;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.accounts.ApiKeys;
import dev.caisse.accounts.MakeKey;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Account and mode together are the tenant: every statement on a tenant's table names both, and over HTTP nothing of
/// one tenant exists for another.
class TenancyTest {

    /// Statements that name no tenant on purpose, and why.
    private static final Map<String, String> EXEMPT = Map.ofEntries(
            entry("ApiKeys.find", "a key is how a tenant is found"),
            entry("Attempts.claim", "recovery's claim over all tenants; what follows names the one it claimed"),
            entry(
                    "Attempts.connectorsToAsk",
                    "recovery's look over all tenants, which learns no more than names of connectors"),
            entry(
                    "CheckoutSessions.due",
                    "the worker's look over all tenants; each session is then expired as its own tenant"),
            entry("Held.due", "the worker's look over all tenants; each intent is then canceled as its own tenant"),
            entry("Balances.cut", "the worker's sum over all tenants, kept by tenant"),
            entry("Balances.due", "the worker's look over all tenants; each day is then settled as its own tenant"),
            entry("Balances.isBehind", "asks whether anything was posted since, whoever's it is"),
            entry("Deliveries.claim", "the worker's claim over all tenants; what follows names the one it claimed"),
            entry("Deliveries.waiting", "the worker's look over all tenants, for endpoints that have something due"),
            entry("Disputes.claimDue", "the worker's claim over all tenants; what follows names the one it claimed"),
            entry("Events.claimWaiting", "fan-out's claim over all tenants; what follows names the one it claimed"),
            entry("Events.oldestWaiting", "a gauge over all tenants"),
            entry("TestClocks.claim", "the worker's claim over all tenants; what follows names the one it claimed"),
            entry("TestClocks.count", "counts the throw-away accounts of whoever asks, each a tenant of its own"),
            entry("Idempotency.forget", "deletes by age, whoever's it is"),
            entry("PaymentLinks.findByToken", "a link's address is how a tenant is found"),
            entry("Letters.claim", "the worker's claim over all tenants; what follows names the one it claimed"),
            entry("Letters.forget", "deletes by age, whoever's it is"),
            entry("Letters.waiting", "a number for the operator"),
            entry("Notices.forget", "deletes by age, whoever's it is"),
            entry("Pictures.claim", "the worker's claim over all tenants; what follows names the one it claimed"));

    private static final Pattern STATEMENT = Pattern.compile("(?is)\\b(select|insert|update|delete|with)\\b.*");

    /// The table of ways to pay, which is nobody's.
    private static final String THE_SAME_FOR_ALL = "/v1/payment_method_configurations";

    private static final AtomicLong OTHERS = new AtomicLong();

    private static TestServer server;
    private static Client owner;
    private static Map<String, String> ids;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        owner = server.client();
        ids = idsOfTheOwner();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyStatementOnATenantsTableNamesItsTenant() {
        var tables = tenantsTables();
        assertThat(tables)
                .contains("products", "events", "vault_cards", "api_keys")
                .doesNotContain("accounts", "nodes");
        var nameless = new ArrayList<String>();
        var unused = new HashSet<>(EXEMPT.keySet());
        for (var text : Sources.read().texts()) {
            if (looksAt(text.value(), tables) > tenantsNamed(text.value())) {
                unused.remove(text.where());
                if (!EXEMPT.containsKey(text.where())) {
                    nameless.add(text.where() + ": " + text.value());
                }
            }
        }
        assertThat(nameless).as("statements that name no tenant").isEmpty();
        assertThat(unused).as("exemptions that no statement needs").isEmpty();
    }

    @Test
    void nothingOfATenantExistsForAnotherAccount() {
        isClosedTo(owner.with(keyOf(new Tenant(otherAccount(), false), true)));
    }

    @Test
    void nothingOfATenantExistsForTheSameAccountInTheOtherMode() {
        isClosedTo(owner.with(keyOf(new Tenant(account(), true), true)));
    }

    @Test
    void anotherAccountsPublishableKeyOpensNothingEvenWithTheRightSecret() {
        var session = owner.newSession();
        var stranger = owner.with(keyOf(new Tenant(otherAccount(), false), false));
        var secret = "?client_secret=" + session.at("client_secret");
        var ofOwner = owner.with(TestServer.PUBLISHABLE_KEY);
        for (var path : List.of(
                "/v1/checkout/sessions/" + session.at("id"), "/v1/payment_intents/" + session.at("payment_intent"))) {
            assertThat(ofOwner.get(path + secret).status()).isEqualTo(200);
            assertThat(stranger.get(path + secret).status()).isEqualTo(404);
        }
    }

    @Test
    void aPaymentPageOpensWithItsOwnAccountsKeyOnly() {
        var url = owner.newSession().at("url");
        var stranger = keyOf(new Tenant(otherAccount(), false), false);
        assertThat(owner.page(url).status()).isEqualTo(200);
        assertThat(owner.page(url.replace(TestServer.PUBLISHABLE_KEY, stranger)).status())
                .isEqualTo(404);
        assertThat(owner.page(url.replace("/cs_test_", "/cs_live_")).status()).isEqualTo(404);
    }

    @Test
    void anAnswerUnderAnIdempotencyKeyIsItsOwnTenantsAlone() {
        var stranger = owner.with(keyOf(new Tenant(otherAccount(), false), true));
        var key = Map.of("Idempotency-Key", "one key, two tenants");
        var body = "{\"name\": \"Tea\"}";
        var mine = owner.post("/v1/products", body, key);
        var theirs = stranger.post("/v1/products", body, key);
        assertThat(theirs.status()).isEqualTo(200);
        assertThat(theirs.header("Idempotent-Replayed")).isEmpty();
        assertThat(theirs.at("id")).isNotEqualTo(mine.at("id"));
    }

    private static void isClosedTo(Client stranger) {
        for (var route : Endpoint.all(owner)) {
            var resource = route.path().split("/\\{id}")[0];
            assertThat(ids).as("an object for %s", route.path()).containsKey(resource);
            var path = route.path().replace("{id}", ids.get(resource)).replace("{method}", ids.get("{method}"));
            if (route.path().contains("{id}")) {
                var reply = stranger.send(route.request(stranger, path));
                assertThat(reply.status()).as(route.method() + " " + path).isEqualTo(404);
                assertThat(reply.at("error.code")).isEqualTo("resource_missing");
            } else if (path.equals("/v1/balance")) {
                assertThat(owner.get(path).at("pending")).isNotEqualTo("[]");
                assertThat(stranger.get(path).at("pending")).as(path).isEqualTo("[]");
            } else if (route.isRead() && !path.startsWith(THE_SAME_FOR_ALL)) {
                assertThat(stranger.get(asked(path)).at("data"))
                        .as("GET " + path)
                        .isEqualTo("[]");
            }
        }
        filtersFindNothing(stranger, ids);
        parametersFindNothing(stranger, ids);
        assertThat(owner.get("/v1/products/" + ids.get("/v1/products")).at("name"))
                .isEqualTo("Ours");
    }

    /// A search has to say what it looks for.
    private static String asked(String path) {
        return path.endsWith("/search") ? path + "?query=metadata%5B%22whose%22%5D:%22ours%22" : path;
    }

    private static void filtersFindNothing(Client stranger, Map<String, String> ids) {
        var product = ids.get("/v1/products");
        var intent = ids.get("/v1/payment_intents");
        for (var list : List.of(
                "/v1/products?ids[]=" + product,
                "/v1/products?starting_after=prod_9000000000000000000",
                "/v1/prices?product=" + product,
                "/v1/prices?lookup_keys[]=ours",
                "/v1/checkout/sessions?payment_intent=" + intent,
                "/v1/checkout/sessions?client_reference_id=ours",
                "/v1/checkout/sessions?starting_after=cs_9000000000000000000",
                "/v1/balance_transactions?type=charge",
                "/v1/balance_transactions?currency=gbp",
                "/v1/customers?email=ours@shop.example",
                "/v1/customers/search?query=email:%27ours@shop.example%27%20AND%20name:%27Ours%27",
                asked("/v1/customers/search"),
                asked("/v1/products/search"),
                asked("/v1/prices/search"),
                asked("/v1/payment_intents/search"),
                asked("/v1/charges/search"),
                "/v1/charges?payment_intent=" + ids.get("the paid one"),
                "/v1/charges/search?query=status:%27succeeded%27",
                "/v1/charges/search?query=payment_intent:%27" + ids.get("the paid one") + "%27",
                "/v1/refunds?payment_intent=" + ids.get("the paid one"),
                "/v1/payment_intents/search?query=merchant_order_id:%27ours%27",
                "/v1/payment_intents/search?query=status:%27requires_payment_method%27",
                "/v1/payment_methods?customer=" + ids.get("/v1/customers"),
                "/v1/events?type=product.created",
                "/v1/events?ending_before=evt_1")) {
            assertThat(owner.get(list).text()).as("the owner's " + list).contains("\"data\":[{");
            assertThat(stranger.get(list).at("data")).as(list).isEqualTo("[]");
        }
    }

    private static void parametersFindNothing(Client stranger, Map<String, String> ids) {
        var price = stranger.post("/v1/prices", """
                {"currency": "gbp", "unit_amount": 1, "product": "%s"}""".formatted(ids.get("/v1/products")));
        assertThat(price.status()).isEqualTo(404);
        var attached =
                stranger.post("/v1/payment_methods/pm_card_visa/attach", """
                {"customer": "%s"}""".formatted(ids.get("/v1/customers")));
        assertThat(attached.status()).isEqualTo(404);
        var ownProduct = stranger.post("/v1/products", "{\"name\": \"Theirs\"}").at("id");
        var defaultPrice = stranger.post(
                "/v1/products/" + ownProduct, "{\"default_price\": \"%s\"}".formatted(ids.get("/v1/prices")));
        assertThat(defaultPrice.status()).isEqualTo(404);
        var session = stranger.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price": "%s"}]}""".formatted(ids.get("/v1/prices")));
        // Live mode has no connector yet, and says so before it looks for a price.
        assertThat(session.at("error.code")).isIn("resource_missing", "payment_method_not_available");
        assertThat(stranger.delete("/v1/products/" + ownProduct).status()).isEqualTo(200);
    }

    /// One object of each kind, by the address of its collection.
    private static Map<String, String> idsOfTheOwner() {
        var product = owner.post("/v1/products", "{\"name\": \"Ours\", \"metadata\": {\"whose\": \"ours\"}}")
                .at("id");
        var price = owner.post("/v1/prices", """
                        {"currency": "gbp", "unit_amount": 1, "lookup_key": "ours", "product": "%s", "metadata": {"whose": "ours"}}""".formatted(product)).at("id");
        var session = owner.newSession("\"client_reference_id\": \"ours\", \"metadata\": {\"whose\": \"ours\"},");
        var coupon = owner.post("/v1/coupons", "{\"percent_off\": 25}").at("id");
        var promotion = owner.post("/v1/promotion_codes", "{\"coupon\": \"" + coupon + "\"}")
                .at("id");
        var rate = owner.post("/v1/shipping_rates", """
            {"display_name": "Post", "fixed_amount": {"amount": 5, "currency": "gbp"}}\
            """).at("id");
        var link = owner.post(
                        "/v1/payment_links",
                        "{\"line_items\": [{\"price\": \"%s\", \"quantity\": 1}]}".formatted(price))
                .at("id");
        var customer = owner.post("/v1/customers", """
                        {"email": "ours@shop.example", "name": "Ours", "metadata": {"whose": "ours"}}""").at("id");
        var method = owner.post("/v1/payment_methods/pm_card_visa/attach", "{\"customer\": \"" + customer + "\"}")
                .at("id");
        var event = owner.get("/v1/events?limit=1").at("data.0.id");
        var endpoint = owner.post(
                        "/v1/webhook_endpoints",
                        "{\"url\": \"https://shop.example\", \"enabled_events\": [\"charge.expired\"]}")
                .at("id");
        var paid = owner.post(
                "/v1/payment_intents",
                "{\"amount\": 100, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\", \"metadata\": {\"whose\": \"ours\"}}");
        var refund = owner.post("/v1/refunds", "{\"payment_intent\": \"" + paid.at("id") + "\", \"amount\": 1}")
                .at("id");
        var setup = owner.post("/v1/setup_intents", "{\"payment_method\": \"pm_card_visa\"}")
                .at("id");
        owner.post(
                "/v1/payment_intents",
                "{\"amount\": 100, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_createDispute\"}");
        Eventually.holds(() -> !owner.get("/v1/disputes").at("data").equals("[]"));
        var dispute = owner.get("/v1/disputes").at("data.0.id");
        var transaction = owner.post("/v1/payment_intents", """
                        {"amount": 5, "currency": "gbp", "confirm": true, "payment_method": "pm_card_visa"}""").at("charges.data.0.balance_transaction");
        var token = owner.postForm("/v1/tokens", "card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2050")
                .at("id");
        return Map.ofEntries(
                entry("/v1/balance", "none"),
                entry("/v1/payment_links", link),
                entry("/v1/payment_links/list", link),
                entry("/v1/shipping_rates", rate),
                entry("/v1/shipping_rates/list", rate),
                entry("/v1/coupons", coupon),
                entry("/v1/coupons/list", coupon),
                entry("/v1/promotion_codes", promotion),
                entry("/v1/promotion_codes/list", promotion),
                entry("/v1/promotion_code", promotion),
                entry("/v1/promotion_code/list", promotion),
                entry("/v1/balance_transactions", transaction),
                entry("/v1/balance_transactions/list", transaction),
                entry("/v1/disputes", dispute),
                entry("/v1/disputes/list", dispute),
                entry("/v1/setup_intents", setup),
                entry("/v1/setup_intents/list", setup),
                entry("the paid one", paid.at("id")),
                entry("/v1/charges", paid.at("latest_charge")),
                entry("/v1/charges/list", paid.at("latest_charge")),
                entry("/v1/charges/search", paid.at("latest_charge")),
                entry("/v1/refunds", refund),
                entry("/v1/refunds/list", refund),
                entry("/v1/webhook_endpoints", endpoint),
                entry("/v1/webhook_endpoints/list", endpoint),
                entry("/v1/products", product),
                entry("/v1/products/list", product),
                entry("/v1/products/search", product),
                entry("/v1/prices", price),
                entry("/v1/prices/list", price),
                entry("/v1/prices/search", price),
                entry("/v1/checkout/sessions", session.at("id")),
                entry("/v1/checkout/sessions/list", session.at("id")),
                entry("/v1/payment_intents", session.at("payment_intent")),
                entry("/v1/payment_intents/list", session.at("payment_intent")),
                entry("/v1/payment_intents/search", session.at("payment_intent")),
                entry("/v1/customers", customer),
                entry("/v1/tokens", token),
                entry("/v1/payment_pages", session.at("id")),
                entry("/v1/customers/list", customer),
                entry("/v1/customers/search", customer),
                entry("/v1/payment_methods", method),
                entry("/v1/payment_methods/list", method),
                entry("{method}", method),
                entry(THE_SAME_FOR_ALL, "none"),
                entry(THE_SAME_FOR_ALL + "/list", "none"),
                entry("/v1/stripecli/sessions", "none"),
                entry("/v1/test_helpers/accounts", "none"),
                entry("/v1/test_helpers/test_clocks", "clock_1"),
                entry("/v1/test_helpers/test_clocks/list", "clock_1"),
                entry("/v1/events", event),
                entry("/v1/events/list", event));
    }

    private static Set<String> tenantsTables() {
        return Set.copyOf(server.db().all(row -> row.text("table_name"), """
                select table_name
                  from information_schema.columns
                 where table_schema = 'public' and column_name in ('account_id', 'live')
                 group by table_name
                having count(*) = 2
                """));
    }

    /// How often a statement reads or writes a tenant's table.
    private static int looksAt(String text, Set<String> tables) {
        if (!STATEMENT.matcher(text).find()) {
            return 0;
        }
        var looks =
                Pattern.compile("(?i)\\b(from|join|into|update)\\s+(only\\s+)?(" + String.join("|", tables) + ")\\b");
        return (int) looks.matcher(text).results().count();
    }

    /// How often it says which account and which mode, whichever it says less often.
    private static int tenantsNamed(String text) {
        var accounts = Pattern.compile("(?i)\\baccount_id\\s*=|into\\s+[a-z_]+\\s*\\(\\s*account_id\\s*,\\s*live\\s*,");
        var modes = Pattern.compile("(?i)\\blive\\s*=|into\\s+[a-z_]+\\s*\\(\\s*account_id\\s*,\\s*live\\s*,");
        return (int) Math.min(
                accounts.matcher(text).results().count(),
                modes.matcher(text).results().count());
    }

    private static long account() {
        return server.db()
                .one(row -> row.number("id"), "select id from accounts where id > 0 order by id limit 1")
                .orElseThrow();
    }

    private static long otherAccount() {
        long id = account() + OTHERS.incrementAndGet();
        server.db().run("insert into accounts (id, name) values (?, 'The other shop')", id);
        return id;
    }

    private static String keyOf(Tenant tenant, boolean isSecret) {
        var clock = Clock.system();
        try (var lease = NodeLease.take(server.db(), clock)) {
            var makeKey = new MakeKey(server.db(), new Ids(clock, lease), clock, new SecureRandom(), new ApiKeys());
            if (isSecret) {
                makeKey.run(tenant, false, Optional.empty());
            }
            return makeKey.run(tenant, isSecret, Optional.empty()).text();
        }
    }
}

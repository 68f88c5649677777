package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What requests whose rows are committed together notice of each other: nothing.
class CommittedTogetherTest {

    private static TestServer server;
    private static Client merchant;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void stop() {
        threads.close();
        server.close();
    }

    @Test
    void twinsGetOneSessionAndOneAnswer() throws Exception {
        var key = Map.of("Idempotency-Key", "twins");
        Callable<Reply> create = () -> merchant.post("/v1/checkout/sessions", session("Cake"), key);
        var replies = results(threads.invokeAll(Collections.nCopies(24, create)));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies)
                .extracting(Reply::text)
                .containsOnly(replies.getFirst().text());
        assertThat(replies.stream()
                        .filter(reply -> reply.header("Idempotent-Replayed").isEmpty()))
                .hasSize(1);
        assertThat(count("products where name = 'Cake'")).isEqualTo(1);
    }

    @Test
    void whatASessionBringsAlongIsThereWithItsEvents() {
        var session = merchant.post("/v1/checkout/sessions", session("Tart"));
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).text())
                .isEqualTo(session.text());
        var line = "/v1/prices/" + session.at("line_items.data.0.price.id");
        assertThat(merchant.get(line).at("product.name")).isEqualTo("Tart");
        assertThat(events(Prefix.SESSION.read(session.at("id")).orElseThrow()))
                .containsExactly("product.created", "price.created", "payment_intent.created");
    }

    @Test
    void aProductAndItsDefaultPriceKnowEachOther() {
        var product = merchant.post("/v1/products", """
                {"name": "Pie", "default_price_data": {"currency": "eur", "unit_amount": 900}}""");
        assertThat(product.status()).isEqualTo(200);
        assertThat(merchant.get("/v1/products/" + product.at("id")).text()).isEqualTo(product.text());
        assertThat(merchant.get("/v1/prices/" + product.at("default_price")).at("product.id"))
                .isEqualTo(product.at("id"));
    }

    @Test
    void aProductThatIsDeletedMeanwhileIsA404AndNobodyElsesTrouble() {
        var product = merchant.post("/v1/products", "{\"name\": \"Gone\"}").at("id");
        var price = price(product);
        var session = """
                {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price_data": %s}]}""".formatted(price);
        var replies = whileDeleted(
                product,
                () -> List.of(
                        threads.submit(() -> merchant.post("/v1/prices", price)),
                        threads.submit(() -> merchant.post("/v1/checkout/sessions", session)),
                        threads.submit(() -> merchant.post("/v1/checkout/sessions", session("Flan")))));
        assertThat(replies).extracting(Reply::status).containsExactly(404, 404, 200);
        assertThat(replies.get(0).at("error.param")).isEqualTo("product");
        assertThat(replies.get(1).at("error.param")).isEqualTo("line_items[0].price_data.product");
        assertThat(replies.get(1).at("error.code")).isEqualTo("resource_missing");
        assertThat(count("payment_intents i where not exists"
                        + " (select from checkout_sessions s where s.payment_intent_id = i.id)"))
                .isZero();
    }

    @Test
    void whoeverIsHeldUpTooLongIsToldToComeBack() {
        var product = merchant.post("/v1/products", "{\"name\": \"Held\"}").at("id");
        server.db().inTransaction(tx -> {
            delete(tx, product);
            var reply = merchant.post("/v1/prices", price(product));
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isPresent();
            return null;
        });
    }

    /// Deletes a product in a transaction that ends only when somebody waits for it.
    private static List<Reply> whileDeleted(String product, Callable<List<Future<Reply>>> requests) {
        var replies = server.db().inTransaction(tx -> {
            delete(tx, product);
            var started = started(requests);
            Eventually.holds(() -> count("pg_locks where not granted") > 0);
            return started;
        });
        return results(replies);
    }

    private static List<Future<Reply>> started(Callable<List<Future<Reply>>> requests) {
        try {
            return requests.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Tx tx, String product) {
        tx.run("delete from products where id = ?", Prefix.PRODUCT.read(product).orElseThrow());
    }

    private static String price(String product) {
        return "{\"currency\": \"eur\", \"unit_amount\": 5, \"product\": \"" + product + "\"}";
    }

    private static String session(String product) {
        return """
                {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price_data":
                  {"currency": "eur", "unit_amount": 700, "product_data": {"name": "%s"}}}]}""".formatted(product);
    }

    private static long count(String of) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from " + of)
                .orElseThrow();
    }

    /// Of what was made together with a session.
    private static List<String> events(long session) {
        return server.db()
                .all(row -> row.text("type"), "select type from events where id > ? order by id limit 3", session);
    }

    private static List<Reply> results(List<Future<Reply>> replies) {
        return replies.stream().map(CommittedTogetherTest::result).toList();
    }

    private static Reply result(Future<Reply> reply) {
        try {
            return reply.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.caisse.cashier;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Map;

/// A server with a merchant whose shop is on another origin, and what tests ask about the money.
final class Till implements AutoCloseable {
    static final String CAKES = """
            {"quantity": 2, "price_data": {"currency": "gbp", "unit_amount": 1250,
             "product_data": {"name": "Pineapple cake", "description": "Box of six"}}}""";

    final TestServer server;
    final Client merchant;
    final Shop shop = new Shop();

    Till(Map<String, String> variables) {
        server = TestServer.start(variables);
        merchant = server.client();
    }

    /// A session for two boxes of cakes, with the way back to the shop.
    Reply session(String moreJson) {
        return session("\"cancel_url\": \"%s/cart\", %s".formatted(shop.origin(), moreJson), CAKES);
    }

    Reply session() {
        return session("");
    }

    /// @param moreJson further parameters, each with a comma behind it
    Reply session(String moreJson, String items) {
        var session = merchant.post("/v1/checkout/sessions", """
                {%s "success_url": "%s/thanks?order={CHECKOUT_SESSION_ID}", "line_items": [%s]}
                """.formatted(moreJson, shop.origin(), items));
        if (session.status() != 200) {
            throw new AssertionError(session.text());
        }
        return session;
    }

    /// Where the payer of this session arrives after paying.
    String thanks(Reply session) {
        return shop.origin() + "/thanks?order=" + session.at("id");
    }

    Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    /// How many times the session's card was charged or declined.
    int charges(Reply session) {
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        return ((List<?>) ((Map<?, ?>) intent.json().get("charges")).get("data")).size();
    }

    /// How many times the bank was asked for money, by everyone.
    int book() {
        return server.db()
                .one(row -> row.integer("entries"), "select count(*)::int as entries from sandbox.book")
                .orElseThrow();
    }

    /// Makes it look as if a payment were under way, or over.
    void setBusy(Reply session, boolean isBusy) {
        server.db().run("update checkout_sessions set busy = ? where id = ?", isBusy, number(session));
    }

    void decline(Reply session, int times) {
        for (int i = 0; i < times; i++) {
            merchant.pay(session.at("url"), "4000000000000002");
        }
    }

    static long number(Reply session) {
        return Prefix.SESSION.read(session.at("id")).orElseThrow();
    }

    @Override
    public void close() {
        shop.close();
        server.close();
    }
}

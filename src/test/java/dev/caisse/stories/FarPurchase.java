package dev.caisse.stories;

import dev.caisse.Client;
import dev.caisse.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Something that is paid by a code or by a voucher, on a session's page, and of whose payment the sandbox tells: the
/// notice is brought as often as it takes, as the sandbox does.
final class FarPurchase extends Purchase {
    private static final Map<Kind, String> WAYS = Map.of(
            Kind.CODE, "wechat_pay",
            Kind.ABANDON, "wechat_pay",
            Kind.LATE, "wechat_pay",
            Kind.VOUCHER, "boleto",
            Kind.PAID, "boleto",
            Kind.UNPAID, "boleto");
    private static final Map<String, String> CURRENCIES = Map.of("wechat_pay", "cny", "boleto", "brl");

    private final NoticeBox notices;
    private Optional<NoticeBox.Notice> notice = Optional.empty();
    private String session = "";
    private String intent = "";
    private String pageUrl = "";
    private String html = "";
    private String provider = "";
    private boolean isTaken;

    FarPurchase(Kind kind, String name, NoticeBox notices) {
        super(kind, name);
        this.notices = notices;
    }

    @Override
    FarPurchase prepare(Client client) {
        var made = Purchase.expect(
                200, client.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example/thanks", "metadata": {"purchase": "%s"},
                 "line_items": [{"quantity": 2, "price_data":
                   {"currency": "%s", "unit_amount": 1250, "product_data": {"name": "Pineapple cake"}}}]}
                """.formatted(name(), CURRENCIES.get(way()))));
        session = made.at("id");
        intent = made.at("payment_intent");
        pageUrl = made.at("url");
        html = client.page(here(client, pageUrl)).text();
        switch (kind()) {
            case CODE, PAID -> {
                press(client);
                choose(client, Provider.PAY);
            }
            case UNPAID -> {
                press(client);
                choose(client, Provider.FAIL);
            }
            case ABANDON -> {
                press(client);
                html = client.page(here(client, pageUrl)).text();
            }
            case LATE -> {
                press(client);
                provider(client);
                Provider.otherWay(client, here(client, pageUrl));
                choose(client, Provider.PAY);
            }
            default -> {}
        }
        return this;
    }

    @Override
    void ask(Client client) {
        switch (kind()) {
            case VOUCHER -> press(client);
            case ABANDON -> client.submit(abandonment(client), html, Map.of());
            default -> bring(client);
        }
    }

    /// The sandbox tells again; a payer who was cut off looks.
    @Override
    void askAgain(Client client) {
        if (notice.isPresent()) {
            bring(client);
        } else {
            client.page(here(client, pageUrl));
        }
    }

    @Override
    boolean isOver(Client client) {
        if (notice.isPresent() && !isTaken) {
            bring(client);
        }
        var now = client.get(path());
        if (now.status() != 200 || notice.isPresent() && !isTaken) {
            return false;
        }
        switch (now.at("status")) {
            case "requires_action" -> goOn(client);
            case "requires_payment_method" -> payByCard(client);
            default -> {}
        }
        return now.at("status").equals(kind().end());
    }

    @Override
    String look(Client client) {
        return client.get(path()).text() + " "
                + client.get("/v1/checkout/sessions/" + session).text();
    }

    private void goOn(Client client) {
        if (kind() == Kind.VOUCHER) {
            Provider.choose(client, provider(client), Provider.PAY);
        } else if (kind() == Kind.ABANDON) {
            Provider.otherWay(client, here(client, pageUrl));
        }
    }

    /// Only who gave up the code may.
    private void payByCard(Client client) {
        switch (kind()) {
            case ABANDON, LATE -> client.pay(here(client, pageUrl), Map.of("method", "card"));
            case VOUCHER -> press(client);
            case UNPAID -> {}
            default -> throw new AssertionError(name() + " was paid and is " + look(client));
        }
    }

    private void bring(Client client) {
        isTaken |= notice.orElseThrow().bringTo(client).status() == 200;
    }

    private void press(Client client) {
        var fields = new HashMap<>(Provider.fields(way()));
        var answer = client.submit(here(client, pageUrl), html, fields);
        provider = answer.header("Location")
                .filter(location -> location.contains("/sandbox/pay/"))
                .orElse(provider);
    }

    private void choose(Client client, String choice) {
        var page = provider(client);
        notice = Optional.of(notices.after(() -> Provider.choose(client, page, choice)));
    }

    private String provider(Client client) {
        if (provider.isEmpty()) {
            provider = nextUrl(client.get(path()));
        }
        return provider;
    }

    private String nextUrl(Reply waiting) {
        return waiting.at("next_action." + waiting.at("next_action.type") + ".url");
    }

    private String abandonment(Client client) {
        return Provider.absolute(client, here(client, Provider.abandonment(html)));
    }

    private String path() {
        return "/v1/payment_intents/" + intent;
    }

    private String way() {
        return WAYS.get(kind());
    }
}

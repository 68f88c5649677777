package dev.caisse.stories;

import dev.caisse.Client;
import dev.caisse.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// One thing that somebody buys, whose payment may be cut anywhere: asked for again with the same idempotency key, or
/// looked at, until it is paid. Never asks for another payment while the first may still be one.
sealed class Purchase permits FarPurchase {
    /// What servers under test are reached by, as far as they know.
    static final String PUBLIC_URL = "http://shop.test";

    private static final String VISA = "\"payment_method\": \"pm_card_visa\"";
    private static final String HOLDING = VISA + ", \"capture_method\": \"manual\"";
    private static final String CHALLENGING = "\"payment_method\": \"pm_card_authenticationRequired\"";
    private static final String LEAVING = "\"payment_method_data\": {\"type\": \"alipay\"}";
    private static final Pattern BUTTON =
            Pattern.compile("<button[^>]*id=\"test-source-authorize-3ds\"[^>]*>", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");

    private final Kind kind;
    private final String name;
    private final String metadata;
    private boolean isToldPaid;
    private Optional<String> answer = Optional.empty();
    private String intent = "";
    private String pageUrl = "";
    private String html = "";
    private String choice = "";
    private String back = "";
    private int again;

    /// The request that dies.
    enum Kind {
        /// A session with an inline price is made; nothing is paid.
        SESSION,
        /// An intent is made and confirmed.
        CONFIRM,
        /// The same, and the money is only held at first.
        HOLD,
        /// Money that is held is captured.
        CAPTURE,
        /// Part of what was paid goes back.
        REFUND,
        /// A payer sends the page's form.
        PAGE,
        /// An intent is made and confirmed, and the payer's bank asks back.
        CHALLENGE,
        /// The payer comes back from their bank.
        RETURN,
        /// An intent is made and confirmed, and its payer is led to a provider's page.
        ELSEWHERE,
        /// A card is made ready for later; nothing is paid.
        SETUP,
        /// The sandbox tells that a code was paid.
        CODE,
        /// A payer sends the page's form and is told where to transfer the money.
        VOUCHER,
        /// The sandbox tells that it has come.
        PAID,
        /// The sandbox tells that it will not come; the session stays complete and unpaid.
        UNPAID,
        /// A payer to whom a code is shown chooses to pay in another way.
        ABANDON,
        /// The sandbox tells that a code was paid which its payer had given up.
        LATE;

        private static final Set<Kind> FAR = EnumSet.of(CODE, VOUCHER, PAID, UNPAID, ABANDON, LATE);

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether it is paid elsewhere than by card, on a session's page: a [FarPurchase].
        boolean isFar() {
            return FAR.contains(this);
        }

        /// How its intent is left.
        String end() {
            return this == SESSION || this == UNPAID ? "requires_payment_method" : "succeeded";
        }

        boolean isKeyed() {
            return this != PAGE && this != RETURN;
        }
    }

    /// @param name told in metadata, so that it is found in the database; no other may have it
    Purchase(Kind kind, String name) {
        this(kind, name, "");
    }

    /// @param rehearsal what the sandbox shall do to it, such as `latency=300ms`
    Purchase(Kind kind, String name, String rehearsal) {
        this.kind = kind;
        this.name = name;
        this.metadata = rehearsal.isEmpty()
                ? "\"purchase\": \"%s\"".formatted(name)
                : "\"purchase\": \"%s\", \"sandbox\": \"%s\"".formatted(name, rehearsal);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    /// All that comes before the request.
    Purchase prepare(Client client) {
        switch (kind) {
            case SESSION, CONFIRM, HOLD, CHALLENGE, ELSEWHERE, SETUP -> {}
            case CAPTURE -> intent = made(client, HOLDING);
            case REFUND -> intent = made(client, VISA);
            case PAGE -> {
                if (!isOpen(client)) {
                    throw new AssertionError(name + " has no page");
                }
            }
            case RETURN -> {
                intent = made(client, CHALLENGING);
                challenge(client, expect(200, client.get(path())));
            }
            case CODE, VOUCHER, PAID, UNPAID, ABANDON, LATE -> throw new IllegalStateException("is far");
        }
        return this;
    }

    /// The request itself, once.
    void ask(Client client) {
        switch (kind) {
            case SESSION -> keep(keyed(client, "/v1/checkout/sessions", sessionBody(), name));
            case CONFIRM -> keep(keyed(client, "/v1/payment_intents", body(VISA), name));
            case HOLD -> keep(keyed(client, "/v1/payment_intents", body(HOLDING), name));
            case CHALLENGE -> keep(keyed(client, "/v1/payment_intents", body(CHALLENGING), name));
            case ELSEWHERE -> keep(keyed(client, "/v1/payment_intents", body(LEAVING), name));
            case SETUP -> keep(keyed(client, "/v1/setup_intents", setupBody(), name));
            case CAPTURE -> keep(keyed(client, path() + "/capture", "", name));
            case REFUND -> keep(keyed(client, "/v1/refunds", refundBody(), name));
            case PAGE -> press(client);
            case RETURN -> comeBack(client);
            case CODE, VOUCHER, PAID, UNPAID, ABANDON, LATE -> throw new IllegalStateException("is far");
        }
    }

    /// What somebody does who was cut off: the same again, or a look.
    void askAgain(Client client) {
        if (kind == Kind.PAGE) {
            client.page(here(client, pageUrl));
        } else {
            ask(client);
        }
    }

    /// Goes one step further, as merchant or payer; says whether all is done.
    boolean isOver(Client client) {
        if (kind == Kind.PAGE && !isOpen(client)) {
            return false;
        }
        if (kind == Kind.REFUND && !isReadyToRefund(client)) {
            return false;
        }
        if (kind.isKeyed() && answer.isEmpty()) {
            ask(client);
        }
        if (kind.isKeyed() && answer.isEmpty()) {
            return false;
        }
        return kind == Kind.SESSION || isPaid(client);
    }

    /// Pays what is to go back, if that is not done yet.
    private boolean isReadyToRefund(Client client) {
        if (intent.isEmpty()) {
            keyed(client, "/v1/payment_intents", body(VISA), name + " paid")
                    .ifPresent(made -> intent = made.at(made.status() == 402 ? "error.payment_intent.id" : "id"));
        }
        return !intent.isEmpty() && isPaid(client);
    }

    /// Makes the session and opens its page, if that is not done yet.
    private boolean isOpen(Client client) {
        if (pageUrl.isEmpty()) {
            keyed(client, "/v1/checkout/sessions", sessionBody(), name).ifPresent(made -> {
                intent = made.at("payment_intent");
                pageUrl = made.at("url");
            });
        }
        if (!pageUrl.isEmpty() && html.isEmpty()) {
            var page = client.page(here(client, pageUrl));
            html = page.status() == 200 ? page.text() : "";
        }
        return !html.isEmpty();
    }

    private void press(Client client) {
        isToldPaid |= client.submit(here(client, pageUrl), html, Map.of()).status() == 303;
    }

    /// As it is told now.
    String look(Client client) {
        return answer + " " + client.get(path()).text();
    }

    private boolean isPaid(Client client) {
        var now = client.get(path());
        if (now.status() != 200) {
            return false;
        }
        boolean isPaid = now.at("status").equals("succeeded");
        if (isToldPaid && !isPaid) {
            throw new AssertionError(name + " was told to be paid and is " + now.text());
        }
        isToldPaid = isPaid;
        switch (now.at("status")) {
            case "succeeded" -> {}
            case "processing" -> {}
            case "requires_capture" -> keyed(client, path() + "/capture", "", nextKey());
            case "requires_action" -> goElsewhere(client, now);
            case "requires_payment_method" -> payAgain(client);
            default -> throw new AssertionError(name + " is " + now.text());
        }
        return isPaid;
    }

    /// To the payer's bank, or to a provider's page.
    private void goElsewhere(Client client, Reply waiting) {
        if (waiting.at("next_action.type").equals("alipay_handle_redirect")) {
            var page = waiting.at("next_action.alipay_handle_redirect.url");
            Provider.choose(client, here(client, page), Provider.PAY);
        } else {
            challenge(client, waiting);
            comeBack(client);
        }
    }

    private void payAgain(Client client) {
        if (kind == Kind.PAGE) {
            press(client);
        } else {
            keyed(client, path() + "/confirm", "{" + VISA + "}", nextKey());
        }
    }

    private String nextKey() {
        return name + " again " + ++again;
    }

    private Optional<Reply> keyed(Client client, String path, String body, String key) {
        var reply = client.post(path, body, Map.of("Idempotency-Key", key));
        boolean isLater = reply.status() == 503
                || reply.text().contains("outcome_unknown")
                || reply.text().contains("idempotency_key_in_use")
                || reply.text().contains("_intent_unexpected_state");
        if (!isLater && reply.status() != 200 && reply.status() != 402) {
            throw new AssertionError(name + " was answered " + reply.status() + " " + reply.text());
        }
        return isLater ? Optional.empty() : Optional.of(reply);
    }

    /// An answer that was given once is given for ever.
    private void keep(Optional<Reply> reply) {
        reply.ifPresent(given -> {
            if (answer.isPresent() && !answer.get().equals(given.text())) {
                throw new AssertionError(name + " was answered\n" + answer.get() + "\nand then\n" + given.text());
            }
            answer = Optional.of(given.text());
            isToldPaid |=
                    given.status() == 200 && "succeeded".equals(given.json().get("status"));
            var id = given.status() == 402 ? "error.%s.id".formatted(noun()) : "id";
            if (kind == Kind.REFUND) {
                return;
            }
            intent = kind == Kind.SESSION ? given.at("payment_intent") : given.at(id);
        });
    }

    private String made(Client client, String more) {
        return expect(200, client.post("/v1/payment_intents", body(more))).at("id");
    }

    static Reply expect(int status, Reply reply) {
        if (reply.status() != status) {
            throw new AssertionError("answered " + reply.status() + " " + reply.text());
        }
        return reply;
    }

    private void comeBack(Client client) {
        if (!back.isEmpty()) {
            client.page(here(client, back));
        }
    }

    /// The payer convinces their bank, and comes back if it says where that is. Pressing twice leads there too.
    private void challenge(Client client, Reply waiting) {
        var bank = here(client, waiting.at("next_action.challenge_redirect.url"));
        var button = BUTTON.matcher(client.page(bank).text());
        if (button.find()) {
            choice = found(NAME, button.group()) + "=" + found(VALUE, button.group());
        }
        var pressed = client.send(HttpRequest.newBuilder(URI.create(bank))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(choice)));
        back = pressed.header("Location").orElse(back);
    }

    private static String found(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        if (!match.find()) {
            throw new AssertionError(pattern + " is not in " + text);
        }
        return match.group(1);
    }

    private String body(String more) {
        return """
                {"amount": 2500, "currency": "gbp", "confirm": true, "return_url": "https://shop.example/back",
                 "metadata": {%s}, %s}""".formatted(metadata, more);
    }

    private String refundBody() {
        return "{\"payment_intent\": \"%s\", \"amount\": 700, \"metadata\": {%s}}".formatted(intent, metadata);
    }

    private String setupBody() {
        return "{\"confirm\": true, \"metadata\": {%s}, %s}".formatted(metadata, VISA);
    }

    private String sessionBody() {
        return """
                {"success_url": "https://shop.example/thanks", "metadata": {%s},
                 "line_items": [{"quantity": 2, "price_data":
                   {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Pineapple cake"}}}]}
                """.formatted(metadata);
    }

    private String path() {
        return "/v1/" + noun() + "s/" + intent;
    }

    private String noun() {
        return kind == Kind.SETUP ? "setup_intent" : "payment_intent";
    }

    /// The same address at the node that this client asks.
    static String here(Client client, String url) {
        return url.startsWith(PUBLIC_URL) ? client.url() + url.substring(PUBLIC_URL.length()) : url;
    }
}

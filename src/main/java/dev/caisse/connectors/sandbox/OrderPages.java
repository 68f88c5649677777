package dev.caisse.connectors.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Means.Flow;
import dev.caisse.connectors.sandbox.OrderView.Kind;
import dev.caisse.connectors.sandbox.TakeOrder.Choice;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The provider's page of payments that are made elsewhere than by card: where a payer is sent, or comes to by a code
/// or
/// a voucher, and decides how it ends. Without a script; the way back that follows says nothing of what was chosen.
final class OrderPages {
    static final String PATH = "/sandbox/pay/";

    private static final Logger LOG = LoggerFactory.getLogger(OrderPages.class);
    private static final int MAX_FORM_BYTES = 1024;
    private static final String CHOICE = "choice=";

    private final Db db;
    private final Clock clock;
    private final Doors doors;
    private final TakeOrder takeOrder;
    private final TendOrders tendOrders;
    private final String css;
    private final Orders orders = new Orders();
    private final SandboxBook book = new SandboxBook();

    OrderPages(Db db, Clock clock, Doors doors, TakeOrder takeOrder, TendOrders tendOrders, String css) {
        this.db = db;
        this.clock = clock;
        this.doors = doors;
        this.takeOrder = takeOrder;
        this.tendOrders = tendOrders;
        this.css = css;
    }

    /// Never throws.
    Response handle(Incoming request) {
        try {
            var answer = routed(request);
            return request.method().equals("HEAD")
                    ? new Response(answer.status(), answer.headers(), new byte[0])
                    : answer;
        } catch (RuntimeException e) {
            LOG.error("A provider's page failed", e);
            return Response.text(503, "The test provider cannot answer now. Load this page again in a moment.\n")
                    .with("Retry-After", "2");
        }
    }

    private Response routed(Incoming request) {
        var order = orders.findByToken(db, request.rawPath().substring(PATH.length()));
        if (order.isEmpty()) {
            return page(404, OrderView.notFound(css), "");
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> shown(order.get());
            case "POST" -> chosen(request, order.get());
            default ->
                Response.text(405, "This page is read with GET and sent with POST.\n")
                        .with("Allow", "GET, HEAD, POST");
        };
    }

    private Response shown(Order order) {
        var kind = kind(order);
        return page(kind == Kind.EXPIRED ? 410 : 200, kind, order);
    }

    private Kind kind(Order order) {
        var entry = book.find(db, order.reference()).orElseThrow();
        if (entry.moved().isPresent()) {
            return Kind.DONE;
        }
        if (!TakeOrder.isOpen(entry)) {
            return order.isSentByPayer() ? Kind.LATE : Kind.DONE;
        }
        if (order.flow() == Flow.PHONE && entry.answer() instanceof Answer.Pending) {
            return Kind.DONE;
        }
        if (clock.nowMs() < order.untilMs()) {
            return Kind.OPEN;
        }
        return order.isSentByPayer() ? Kind.LATE : Kind.EXPIRED;
    }

    /// The merchant's side hears of it at once, and again and again until it has taken it. A payer who was sent here
    /// is led back by the page, not by a redirect: browsers would hold that, and all that follows, to the policy of
    /// this form.
    private Response chosen(Incoming request, Order order) {
        var choice = choice(request);
        if (choice.isEmpty()) {
            return page(400, Kind.OPEN, order);
        }
        if (takeOrder.choose(order.reference(), choice.get())) {
            tendOrders.run();
        }
        return shown(order);
    }

    private static Optional<Choice> choice(Incoming request) {
        try {
            var form = new String(request.body(MAX_FORM_BYTES), US_ASCII);
            return Arrays.stream(Choice.values())
                    .filter(choice -> form.equals(CHOICE + choice.name().toLowerCase(Locale.ROOT)))
                    .findFirst();
        } catch (BodyTooLarge | BodyUnreadable _) {
            return Optional.empty();
        }
    }

    private Response page(int status, Kind kind, Order order) {
        return page(status, OrderView.of(kind, css, order), back(order).origin());
    }

    private Response page(int status, OrderView view, String backOrigin) {
        return ChallengePages.secured(
                Response.of(status, "text/html; charset=utf-8", view.render()), backOrigin, doors);
    }

    private static WebAddress back(Order order) {
        return WebAddress.read(order.returnUrl()).orElseThrow();
    }
}

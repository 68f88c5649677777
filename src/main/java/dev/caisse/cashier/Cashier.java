package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.PublicUrls;
import dev.caisse.checkout.Checkout;
import dev.caisse.checkout.Links;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.IdsUnavailable;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.limits.Ration;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.Setups;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything a payer's browser asks for: payment pages, their pictures, and the files they load. What is not there,
/// and what a link does not prove, is one and the same "not found" page.
public final class Cashier {
    private static final Logger LOG = LoggerFactory.getLogger(Cashier.class);
    private static final Pattern PAGE = Pattern.compile("/pay/([^/]{1,60})(?:/([a-z]{1,20}))?(?:/([0-9]{1,3}))?");
    private static final int MAX_REPORT_BYTES = 8 * 1024;

    private final Assets assets = Assets.load();
    private final Visits visits;
    private final Pay pay;
    private final OrderChanges orderChanges;
    private final Tries tries;
    private final Truth truth;
    private final Challenge challenge;
    private final WaitingEvents waiting;
    private final LinkPage linkPage;
    private final RecoveryPage recoveryPage;
    private final ReceiptPage receiptPage;
    private final ApiReturn apiReturn;
    private final PageHeaders headers;
    private final PagePictures pictures;
    private final PublicUrls publicUrls;

    /// @param challengeOrigin where banks' pages are framed from, when that is not this server
    public Cashier(
            Db db,
            Clock clock,
            Clocks clocks,
            KnownKeys keys,
            KnownAccounts accounts,
            Checkout checkout,
            PaymentIntents intents,
            Payments payments,
            Setups setups,
            Routing routing,
            Optional<String> challengeOrigin,
            FetchPictures fetchPictures,
            PublicUrls publicUrls,
            ClientAddress clients) {
        this.publicUrls = publicUrls;
        var pageKeys = checkout.pageKeys();
        var changeOrder = checkout.change();
        this.pictures = new PagePictures(db, fetchPictures);
        this.visits = new Visits(db, keys, accounts, checkout.sessions(), pageKeys);
        this.headers = new PageHeaders(challengeOrigin);
        var underway = new Underway(db, intents, payments, setups);
        var savedCards = new SavedCards(db, clocks);
        var ways = new Ways(routing, underway);
        var waitingPages = new WaitingPages(assets, clock, pageKeys, underway);
        var page = new PaymentPage(
                assets,
                clocks,
                pageKeys,
                pictures,
                underway,
                savedCards,
                ways,
                waitingPages,
                checkout.visitLink(),
                checkout.links());
        this.truth = new Truth(clock, clocks, visits, page, pageKeys, underway);
        this.orderChanges = new OrderChanges(
                truth, page, changeOrder, clients, new Ration(Tries.MOST, Tries.WINDOW, clock), assets);
        this.pay = new Pay(
                clocks, visits, page, checkout.pay(), truth, savedCards, ways, underway, changeOrder, orderChanges);
        this.tries = new Tries(clients, new Ration(Tries.MOST, Tries.WINDOW, clock), pay, assets, clock);
        this.waiting = new WaitingEvents(clock, truth);
        this.challenge = new Challenge(assets, pageKeys, underway, visits, truth);
        this.linkPage = new LinkPage(
                checkout.visitLink(),
                checkout.links(),
                accounts,
                clients,
                new Ration(LinkPage.MOST, Tries.WINDOW, clock),
                assets);
        this.recoveryPage = new RecoveryPage(checkout.recover(), checkout.links(), pageKeys, accounts, assets);
        this.receiptPage =
                new ReceiptPage(db, pageKeys, intents, new ShowReceipt(db, clocks, accounts, checkout.sessions()));
        this.apiReturn = new ApiReturn(db, keys, pageKeys, intents, payments, setups, assets);
    }

    /// Loads languages and templates, so that the first payer need not wait for them.
    public static void warmUp() {
        Notices.notFound(Words.pick(null, null), Assets.load());
    }

    /// Answers a request; never throws.
    public Response handle(Incoming request, String requestId) {
        var words = Words.pick(null, request.header("Accept-Language").orElse(null));
        try {
            return Compressed.answer(request, routed(request, words, requestId));
        } catch (RuntimeException e) {
            LOG.error("{} failed", requestId, e);
            return secured(request, failed(request, words, isPassing(e)));
        }
    }

    private Response failed(Incoming request, Words words, boolean isPassing) {
        int status = isPassing ? 503 : 500;
        var notice =
                mayHavePaid(request) ? Notices.unknown(status, words, assets) : Notices.failure(status, words, assets);
        return isPassing ? notice.with("Retry-After", "1") : notice;
    }

    private static boolean isPassing(RuntimeException e) {
        var reason = e instanceof OutcomeUnknown && e.getCause() instanceof RuntimeException cause ? cause : e;
        return reason instanceof IdsUnavailable || reason instanceof DbFailure failure && failure.isOutage();
    }

    private Response routed(Incoming request, Words words, String requestId) {
        var path = request.rawPath();
        var isRead = request.method().equals("GET") || request.method().equals("HEAD");
        if (isRead && path.startsWith("/assets/")) {
            return assets.find(path.substring("/assets/".length()))
                    .map(asset -> PageHeaders.asset(asset, Compressed.isTakenBy(request)))
                    .orElseGet(() -> notFound(request, words));
        }
        if (isRead && path.equals("/.well-known/cashier-scripts.json")) {
            return scripts();
        }
        if (request.method().equals("POST") && path.equals("/csp-reports")) {
            return report(request, requestId);
        }
        if (isRead && path.startsWith(LinkPage.PATH)) {
            return linkPage.answer(request, requestId, publicUrl(request))
                    .map(response -> secured(request, response))
                    .orElseGet(() -> notFound(request, words));
        }
        if (isRead && path.startsWith(Links.RECOVERY)) {
            return recoveryPage
                    .answer(request, words, requestId, publicUrl(request))
                    .map(response -> secured(request, response))
                    .orElseGet(() -> notFound(request, words));
        }
        if (isRead && path.startsWith(Links.RECEIPT)) {
            return receiptPage
                    .answer(request)
                    .map(response -> headers.receipt(response, publicUrl(request)))
                    .orElseGet(() -> notFound(request, words));
        }
        if (isRead && path.startsWith(ApiReturn.PATH)) {
            return apiReturn
                    .answer(request, words, requestId)
                    .map(response -> secured(request, response))
                    .orElseGet(() -> notFound(request, words));
        }
        return session(request, words, requestId, isRead);
    }

    /// A session's page, or what lies below it. Everything here demands the whole link.
    private Response session(Incoming request, Words words, String requestId, boolean isRead) {
        if (!isRead && !request.method().equals("POST")) {
            return secured(
                    request,
                    Response.text(405, "This page is read with GET and sent with POST.\n")
                            .with("Allow", "GET, HEAD, POST"));
        }
        var found = PAGE.matcher(request.rawPath());
        if (!found.matches()) {
            return notFound(request, words);
        }
        var below = Optional.ofNullable(found.group(2)).orElse("");
        var place = Optional.ofNullable(found.group(3)).map(Integer::parseInt);
        return visits.find(request, found.group(1), requestId)
                .flatMap(visit -> isRead ? read(visit, below, place, request) : sent(visit, below, request))
                .orElseGet(() -> notFound(request, words));
    }

    private Optional<Response> read(Visit visit, String below, Optional<Integer> place, Incoming request) {
        return switch (below) {
            case "pictures" ->
                place.flatMap(number -> pictures.find(visit, number)).map(PageHeaders::picture);
            case "logo" -> visit.account().logo().map(PageHeaders::logo);
            case "" -> Optional.of(secured(request, visit, truth.look(visit)));
            case "events" -> Optional.of(waiting.answer(visit));
            case "finish" -> Optional.of(secured(request, visit, challenge.finish(visit)));
            case "return" -> Optional.of(headers.framed(challenge.back(visit), publicUrl(request)));
            default -> Optional.empty();
        };
    }

    private Optional<Response> sent(Visit visit, String below, Incoming request) {
        return switch (below) {
            case "" -> Optional.of(secured(request, visit, tries.run(visit, request, publicUrl(request))));
            case "form" -> Optional.of(secured(request, visit, pay.again(visit, request)));
            case "promotion" -> Optional.of(secured(request, visit, orderChanges.promotion(visit, request)));
            case "quantity" -> Optional.of(secured(request, visit, orderChanges.quantity(visit, request)));
            case "shipping" -> Optional.of(secured(request, visit, orderChanges.shipping(visit, request)));
            case "code" -> Optional.of(secured(request, visit, challenge.code(visit, request)));
            case "abandon" -> Optional.of(secured(request, visit, challenge.abandon(visit, request)));
            default -> Optional.empty();
        };
    }

    private Response secured(Incoming request, Visit visit, Response response) {
        return headers.secured(response, visit, publicUrl(request));
    }

    private String publicUrl(Incoming request) {
        return publicUrls.pick(request.header("Host"));
    }

    private static boolean isSent(Incoming request) {
        return request.method().equals("POST");
    }

    /// The way back from a challenge goes on with the payment too.
    private static boolean mayHavePaid(Incoming request) {
        return isSent(request)
                || request.rawPath().endsWith("/finish")
                || request.rawPath().startsWith(ApiReturn.PATH);
    }

    private Response notFound(Incoming request, Words words) {
        return secured(request, Notices.notFound(words, assets));
    }

    private Response secured(Incoming request, Response response) {
        return headers.secured(response, publicUrl(request));
    }

    /// Which scripts the page may run, at any time. (PCI DSS 6.4.3)
    private Response scripts() {
        var json = new JsonWriter().beginArray();
        for (var script : assets.scripts()) {
            json.beginObject();
            json.name("name").text(script.name());
            json.name("hash").text(script.hash());
            json.name("purpose").text(script.purpose());
            json.endObject();
        }
        return Response.of(
                        200, "application/json; charset=utf-8", json.endArray().bytes())
                .with("X-Content-Type-Options", "nosniff");
    }

    /// A browser refused something on our page (PCI DSS 11.6.1). Its text is a stranger's, so only the fact is noted.
    private static Response report(Incoming request, String requestId) {
        try {
            request.body(MAX_REPORT_BYTES);
        } catch (BodyTooLarge | BodyUnreadable _) {
            return Response.empty(413);
        }
        LOG.warn("{} a browser reports that a payment page broke its content security policy", requestId);
        return Response.empty(204);
    }
}

package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.PublicUrls;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.checkout.PageKeys;
import dev.caisse.checkout.PaySession;
import dev.caisse.payments.PaymentIntents;
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
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything a payer's browser asks for: payment pages, their pictures, and the files they load. What is not there,
/// and what a link does not prove, is one and the same "not found" page.
public final class Cashier {
    private static final Logger LOG = LoggerFactory.getLogger(Cashier.class);
    private static final Pattern PAGE = Pattern.compile("/pay/([^/]{1,60})");
    private static final Pattern PICTURE = Pattern.compile("/pay/([^/]{1,60})/pictures/([0-9]{1,3})");
    private static final Pattern LOGO = Pattern.compile("/pay/([^/]{1,60})/logo");
    private static final int MAX_REPORT_BYTES = 8 * 1024;

    private final Assets assets = Assets.load();
    private final Visits visits;
    private final Pay pay;
    private final Tries tries;
    private final PagePictures pictures;
    private final PublicUrls publicUrls;

    public Cashier(
            Db db,
            Clock clock,
            KnownKeys keys,
            KnownAccounts accounts,
            CheckoutSessions sessions,
            PaymentIntents intents,
            PageKeys pageKeys,
            PaySession paySession,
            FetchPictures fetchPictures,
            PublicUrls publicUrls,
            ClientAddress clients) {
        this.publicUrls = publicUrls;
        this.pictures = new PagePictures(db, fetchPictures);
        this.visits = new Visits(db, keys, accounts, sessions, pageKeys);
        var page = new PaymentPage(assets, clock, pageKeys, pictures);
        this.pay = new Pay(db, clock, visits, page, pageKeys, paySession, intents);
        this.tries = new Tries(clients, new Ration(Tries.MOST, Tries.WINDOW, clock), pay, assets, clock);
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
        var isSent = request.method().equals("POST");
        var notice = isSent ? Notices.unknown(status, words, assets) : Notices.failure(status, words, assets);
        return isPassing ? notice.with("Retry-After", "1") : notice;
    }

    private static boolean isPassing(RuntimeException e) {
        return e instanceof IdsUnavailable || e instanceof DbFailure failure && failure.isOutage();
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
        return session(request, words, requestId, isRead);
    }

    private Response session(Incoming request, Words words, String requestId, boolean isRead) {
        var picture = PICTURE.matcher(request.rawPath());
        if (isRead && picture.matches()) {
            return visits.find(request, picture.group(1), requestId)
                    .flatMap(visit -> pictures.find(visit, Integer.parseInt(picture.group(2))))
                    .map(PageHeaders::picture)
                    .orElseGet(() -> notFound(request, words));
        }
        var logo = LOGO.matcher(request.rawPath());
        if (isRead && logo.matches()) {
            return visits.find(request, logo.group(1), requestId)
                    .flatMap(visit -> visit.account().logo())
                    .map(PageHeaders::logo)
                    .orElseGet(() -> notFound(request, words));
        }
        var found = PAGE.matcher(request.rawPath());
        return found.matches() ? page(request, words, found.group(1), requestId, isRead) : notFound(request, words);
    }

    private Response page(Incoming request, Words words, String id, String requestId, boolean isRead) {
        if (!isRead && !request.method().equals("POST")) {
            return secured(
                    request,
                    Response.text(405, "This page is read with GET and sent with POST.\n")
                            .with("Allow", "GET, HEAD, POST"));
        }
        var visit = visits.find(request, id, requestId);
        if (visit.isEmpty()) {
            return notFound(request, words);
        }
        var answer = isRead ? pay.look(visit.get()) : tries.run(visit.get(), request);
        return PageHeaders.secured(answer, visit.get(), publicUrls.pick(request.header("Host")));
    }

    private Response notFound(Incoming request, Words words) {
        return secured(request, Notices.notFound(words, assets));
    }

    private Response secured(Incoming request, Response response) {
        return PageHeaders.secured(response, publicUrls.pick(request.header("Host")));
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

package dev.caisse.connectors.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.connectors.sandbox.ChallengeView.Kind;
import dev.caisse.connectors.sandbox.PayerCheck.State;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page on which a payer passes or fails a challenge, in a frame or alone, without a script. Whoever has its
/// address
/// may choose, once; the way back that follows says nothing of what was chosen.
final class ChallengePages {
    static final String PATH = "/sandbox/challenge/";

    private static final Logger LOG = LoggerFactory.getLogger(ChallengePages.class);
    private static final String ASSETS = "/sandbox/assets/";
    private static final String STYLES = "sandbox.css";
    private static final int MAX_FORM_BYTES = 1024;
    private static final int HASH_CHARACTERS = 12;
    private static final Map<String, State> CHOICES = Map.of(
            "choice=complete", new State.Authenticated(),
            "choice=fail", new State.Failed("The payer failed the challenge."));

    private final Db db;
    private final Clock clock;
    private final Doors doors;
    private final SendNotices notices;
    private final PayerChecks checks = new PayerChecks();
    private final byte[] css = styles();
    private final String cssPath =
            ASSETS + "sandbox." + HexFormat.of().formatHex(Tokens.sha256(css)).substring(0, HASH_CHARACTERS) + ".css";

    ChallengePages(Db db, Clock clock, Doors doors, SendNotices notices) {
        this.db = db;
        this.clock = clock;
        this.doors = doors;
        this.notices = notices;
    }

    /// Where the style sheet of all pages of the sandbox is.
    String cssPath() {
        return cssPath;
    }

    /// Never throws.
    Response handle(Incoming request) {
        try {
            var answer = routed(request);
            return request.method().equals("HEAD")
                    ? new Response(answer.status(), answer.headers(), new byte[0])
                    : answer;
        } catch (RuntimeException e) {
            LOG.error("A challenge page failed", e);
            return Response.text(503, "The test bank cannot answer now. Load this page again in a moment.\n")
                    .with("Retry-After", "2");
        }
    }

    private Response routed(Incoming request) {
        boolean isRead = request.method().equals("GET") || request.method().equals("HEAD");
        var path = request.rawPath();
        if (isRead && path.equals(cssPath)) {
            return Response.of(200, "text/css; charset=utf-8", css)
                    .with("Cache-Control", "public, max-age=31536000, immutable")
                    .with("X-Content-Type-Options", "nosniff");
        }
        var check = path.startsWith(PATH)
                ? checks.findByToken(db, path.substring(PATH.length()))
                : Optional.<PayerCheck>empty();
        if (check.isEmpty()) {
            return page(404, ChallengeView.notFound(cssPath), "");
        }
        if (isRead) {
            return shown(check.get());
        }
        return request.method().equals("POST")
                ? chosen(request, check.get())
                : Response.text(405, "This page is read with GET and sent with POST.\n")
                        .with("Allow", "GET, HEAD, POST");
    }

    private Response shown(PayerCheck check) {
        if (!check.isOpen()) {
            return page(200, Kind.DONE, check);
        }
        return clock.nowMs() < check.untilMs() ? page(200, Kind.OPEN, check) : page(410, Kind.EXPIRED, check);
    }

    /// The first choice counts. A payer who chooses again, or too late, is sent back all the same: what became of it is
    /// told there.
    private Response chosen(Incoming request, PayerCheck check) {
        var choice = CHOICES.get(form(request));
        if (choice == null) {
            return page(400, Kind.OPEN, check);
        }
        if (checks.decide(db, check.token(), choice, clock.nowMs())) {
            notices.ofAuthentication(check);
        }
        return secured(
                Response.empty(303).with("Location", back(check).absolute()),
                back(check).origin());
    }

    private static String form(Incoming request) {
        try {
            return new String(request.body(MAX_FORM_BYTES), US_ASCII);
        } catch (BodyTooLarge | BodyUnreadable _) {
            return "";
        }
    }

    private Response page(int status, Kind kind, PayerCheck check) {
        return page(status, ChallengeView.of(kind, cssPath, check), back(check).origin());
    }

    private Response page(int status, ChallengeView view, String backOrigin) {
        return secured(Response.of(status, "text/html; charset=utf-8", view.render()), backOrigin);
    }

    private static WebAddress back(PayerCheck check) {
        return WebAddress.read(check.returnUrl()).orElseThrow();
    }

    /// Browsers hold a redirect after a form to `form-action` too, hence the origin of the way back.
    private Response secured(Response response, String backOrigin) {
        return secured(response, backOrigin, doors);
    }

    /// The headers of every page of the sandbox.
    static Response secured(Response response, String backOrigin, Doors doors) {
        var policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' " + backOrigin
                + "; frame-ancestors 'self' " + String.join(" ", doors.framedBy());
        return response.with("Content-Security-Policy", policy.strip())
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "same-origin")
                .with("X-Content-Type-Options", "nosniff")
                .with("Permissions-Policy", "payment=()");
    }

    private static byte[] styles() {
        try (var stream = ChallengePages.class.getResourceAsStream(STYLES)) {
            if (stream == null) {
                throw new IllegalStateException("The program was built without " + STYLES + ": build it again.");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + STYLES, e);
        }
    }
}

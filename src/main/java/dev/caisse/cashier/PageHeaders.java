package dev.caisse.cashier;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.accounts.Account.Logo;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The headers that keep a payment page what we made it. (cashier: Security)
final class PageHeaders {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; object-src 'none'; report-uri /csp-reports";
    private static final String RECEIPT_POLICY = "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; report-uri /csp-reports";
    private static final String STYLE = "<style>";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final String frames;
    private final Optional<String> provider;

    /// @param challengeOrigin where banks' pages are framed from, when that is not this server
    PageHeaders(Optional<String> challengeOrigin) {
        this.provider = challengeOrigin;
        this.frames = challengeOrigin.map(origin -> "'self' " + origin).orElse("'self'");
    }

    /// For a page whose form may lead on to the shop: browsers hold a redirect after a form to `form-action` too.
    Response secured(Response response, Visit visit, String publicUrl) {
        var shop = Stream.concat(visit.success().stream(), visit.back().stream())
                .map(WebAddress::origin)
                .distinct()
                .collect(Collectors.joining(" "));
        var led = Stream.concat(Stream.of("'self'", shop), provider.stream())
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.joining(" "));
        // A live issuer's page is not known beforehand.
        var framed = visit.caller().tenant().live() ? "'self' https:" : frames;
        return secured(response, publicUrl, framed, "'none'", led);
    }

    Response secured(Response response, String publicUrl) {
        return secured(response, publicUrl, "'self'", "'none'", "'self'");
    }

    /// For the one page of ours that is shown inside a frame of ours.
    Response framed(Response response, String publicUrl) {
        return secured(response, publicUrl, "'none'", "'self'", "'none'");
    }

    /// For a page that is one with the letter, and so brings its style along; it runs, loads and sends nothing.
    Response receipt(Response response, String publicUrl) {
        return headed(response, publicUrl, RECEIPT_POLICY.formatted(hashOfStyle(response.body())));
    }

    /// Strangers' texts come after it, or with their brackets escaped.
    private static String hashOfStyle(byte[] page) {
        var html = new String(page, UTF_8);
        var style = html.substring(html.indexOf(STYLE) + STYLE.length(), html.indexOf("</style>"));
        return Base64.getEncoder().encodeToString(Tokens.sha256(style.getBytes(UTF_8)));
    }

    static Response asset(Asset asset, boolean isPacked) {
        var content = Response.of(200, asset.contentType(), isPacked ? asset.gzip() : asset.bytes());
        return (isPacked ? content.with("Content-Encoding", "gzip") : content)
                .with("Vary", "Accept-Encoding")
                .with("Cache-Control", FOR_EVER)
                .with("X-Content-Type-Options", "nosniff");
    }

    static Response picture(Picture picture) {
        return image(picture.contentType(), picture.bytes());
    }

    static Response logo(Logo logo) {
        return image(logo.contentType(), logo.bytes());
    }

    private static Response image(String contentType, byte[] bytes) {
        return Response.of(200, contentType, bytes)
                .with("Cache-Control", "private, max-age=3600")
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "default-src 'none'");
    }

    private static Response secured(
            Response response, String publicUrl, String framed, String ancestors, String formAction) {
        var policy =
                POLICY + "; frame-src " + framed + "; frame-ancestors " + ancestors + "; form-action " + formAction;
        return headed(response, publicUrl, policy);
    }

    private static Response headed(Response response, String publicUrl, String policy) {
        var secured = response.with("Content-Security-Policy", policy)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "same-origin")
                .with("X-Content-Type-Options", "nosniff")
                .with("Permissions-Policy", "payment=()");
        return publicUrl.startsWith("https:")
                ? secured.with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                : secured;
    }
}

package dev.caisse.cashier;

import dev.caisse.platform.http.Incoming;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells who only looks whether a page is there from who wants to pay: a `HEAD`, a browser that loads ahead, a program
/// that reads for others.
final class Readers {
    /// Programs that read pages for others, by words in the names they give.
    private static final Pattern READERS = Pattern.compile(
            "(?<!cu)bot\\b|crawler|spider|preview|facebookexternalhit|whatsapp|slack-imgproxy|skypeuripreview|"
                    + "embedly|vkshare|snapchat|mastodon|google-safety|iframely");

    private Readers() {}

    static boolean isOnlyLooking(Incoming request) {
        var purpose = request.header("Sec-Purpose")
                .or(() -> request.header("Purpose"))
                .orElse("");
        var reader = request.header("User-Agent").orElse("").toLowerCase(Locale.ROOT);
        return request.method().equals("HEAD")
                || purpose.contains("prefetch")
                || purpose.contains("preview")
                || READERS.matcher(reader).find();
    }
}

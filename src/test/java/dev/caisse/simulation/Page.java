package dev.caisse.simulation;

import dev.caisse.simulation.Wire.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a payer does in their browser at one node: fills the session's page in, convinces their bank, comes back.
final class Page {
    private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
    private static final Pattern BANK = Pattern.compile("\"challenge_redirect\":\\{[^}]*\"url\":\"([^\"]*)\"");
    private static final Pattern ONWARD = Pattern.compile("data-onward=\"([^\"]*)\"");
    private static final Pattern BUTTON =
            Pattern.compile("<button[^>]*id=\"test-source-authorize-3ds\"[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"|"
                    + "<button[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"[^>]*id=\"test-source-authorize-3ds\"");

    private final Wire wire;

    Page(Wire wire) {
        this.wire = wire;
    }

    /// @return what the button answers, or the page itself when it has no form any more
    Reply pay(String path, String cardNumber) {
        var shown = wire.page(path);
        var action = ACTION.matcher(shown.body());
        if (shown.status() != 200 || !action.find()) {
            return shown;
        }
        var fields = new LinkedHashMap<String, String>();
        HIDDEN.matcher(shown.body()).results().forEach(one -> fields.put(plain(one.group(1)), plain(one.group(2))));
        fields.putAll(Map.of(
                "email", "jenny@example.com",
                "cardNumber", cardNumber,
                "cardExpiry", "12 / 40",
                "cardCvc", "123",
                "billingName", "Jenny Rosen",
                "billingCountry", "GB",
                "billingPostalCode", "SW1A 1AA"));
        return wire.form(path(path, plain(action.group(1))), encoded(fields));
    }

    /// @param intent how the payment stands
    /// @return what the way back answers; the intent when its payer has nothing to do
    Reply convince(Reply intent) {
        var bank = BANK.matcher(intent.body());
        if (!bank.find()) {
            return intent;
        }
        var path = path("", bank.group(1));
        var asked = wire.page(path);
        var button = BUTTON.matcher(asked.body());
        if (!button.find()) {
            return asked;
        }
        int at = button.group(1) == null ? 3 : 1;
        var sent = wire.form(path, encoded(Map.of(button.group(at), button.group(at + 1))));
        if (sent.location().isEmpty()) {
            return sent;
        }
        var back = wire.page(path(path, sent.location()));
        var onward = ONWARD.matcher(back.body());
        return onward.find() ? wire.page(plain(onward.group(1))) : back;
    }

    /// The path and query of an address, from the page with another path.
    static String path(String from, String address) {
        if (address.startsWith("http")) {
            return address.replaceFirst("^https?://[^/]*", "");
        }
        return address.startsWith("/") ? address : from.replaceFirst("[?].*", "") + address;
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String plain(String html) {
        return html.replace("&amp;", "&")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&lt;", "<");
    }
}

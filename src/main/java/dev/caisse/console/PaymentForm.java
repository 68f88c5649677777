package dev.caisse.console;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The form of a payment page, filled in as a payer without JavaScript would.
///
/// @param fields never to be shown whole: `token` is a secret
record PaymentForm(URI action, Map<String, String> fields) {
    static final String CARD = "4242424242424242";

    private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

    /// @throws Failed when the page has no form
    static PaymentForm filled(URI page, String html) {
        var form = new LinkedHashMap<String, String>();
        HIDDEN.matcher(html).results().forEach(field -> form.put(unescaped(field.group(1)), unescaped(field.group(2))));
        form.put("email", "jenny@example.com");
        form.put("cardNumber", CARD);
        form.put("cardExpiry", "12 / 40");
        form.put("cardCvc", "123");
        form.put("billingName", "Jenny Rosen");
        form.put("billingCountry", "GB");
        form.put("billingPostalCode", "SW1A 1AA");
        var action = ACTION.matcher(html);
        if (!action.find()) {
            throw new Failed("The page has no form.");
        }
        return new PaymentForm(page.resolve(unescaped(action.group(1))), form);
    }

    /// The same, saying more.
    PaymentForm with(Map<String, String> more) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new PaymentForm(action, all);
    }

    HttpRequest.Builder request() {
        var body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    /// The fields without the secret.
    @Override
    public String toString() {
        var shown = new LinkedHashMap<>(fields);
        shown.replaceAll((name, value) -> name.equals("token") ? "…" : value);
        return shown.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescaped(String html) {
        return html.replace("&amp;", "&")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&lt;", "<");
    }
}

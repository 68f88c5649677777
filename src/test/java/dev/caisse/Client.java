package dev.caisse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a merchant's server, or a payer without JavaScript, sends to a server under test. Follows no redirect.
public final class Client {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String url;
    private final String key;

    /// @param url without a slash at the end
    public Client(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /// The same server, asked with another key.
    public Client with(String otherKey) {
        return new Client(url, otherKey);
    }

    public String url() {
        return url;
    }

    public String key() {
        return key;
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    public Reply post(String path, String json) {
        return post(path, json, Map.of());
    }

    public Reply post(String path, String json, Map<String, String> headers) {
        var request = request(path).header("Content-Type", "application/json");
        headers.forEach(request::setHeader);
        return send(request.POST(BodyPublishers.ofString(json)));
    }

    public Reply postForm(String path, String form) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /// A session for one inline item, with more parameters put in, such as `"metadata":{"a":"b"},`.
    public Reply newSession(String moreJson) {
        return post("/v1/checkout/sessions", """
                {%s "success_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart",
                 "line_items": [{"quantity": 2, "price_data":
                   {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Pineapple cake"}}}]}
                """.formatted(moreJson));
    }

    public Reply newSession() {
        return newSession("");
    }

    /// Opens a session's page as its payer.
    public Reply page(String pageUrl) {
        return send(HttpRequest.newBuilder(URI.create(pageUrl)).GET());
    }

    /// Fills in and sends the form of a page, with this card and everything else as it should be.
    public Reply pay(String pageUrl, String cardNumber) {
        return pay(pageUrl, Map.of("cardNumber", cardNumber));
    }

    /// Fills in and sends the form of a page; what is given here replaces what would be sent otherwise.
    public Reply pay(String pageUrl, Map<String, String> fields) {
        return submit(pageUrl, page(pageUrl).text(), fields);
    }

    /// Sends the form of a page that was opened before.
    public Reply submit(String pageUrl, String html, Map<String, String> fields) {
        return submit(pageUrl, html, fields, Map.of());
    }

    /// @param headers sent with the form, as a proxy would add them
    public Reply submit(String pageUrl, String html, Map<String, String> fields, Map<String, String> headers) {
        var form = new LinkedHashMap<String, String>();
        HIDDEN.matcher(html).results().forEach(field -> form.put(field.group(1), field.group(2)));
        form.putAll(Map.of(
                "email", "jenny@example.com",
                "cardNumber", "4242424242424242",
                "cardExpiry", "12 / 40",
                "cardCvc", "123",
                "billingName", "Jenny Rosen",
                "billingCountry", "GB",
                "billingPostalCode", "SW1A 1AA"));
        form.putAll(fields);
        var body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        var request =
                HttpRequest.newBuilder(URI.create(pageUrl)).header("Content-Type", "application/x-www-form-urlencoded");
        headers.forEach(request::header);
        return send(request.POST(BodyPublishers.ofString(body)));
    }

    /// A request to be completed; the key is put in unless it is null.
    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        if (key != null) {
            var credentials = Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + credentials);
        }
        return request;
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.timeout(Duration.ofSeconds(120)).build(), BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

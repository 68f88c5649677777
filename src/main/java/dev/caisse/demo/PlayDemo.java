package dev.caisse.demo;

import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Plays the four steps from product to paid, as a merchant's server and a payer without JavaScript would: over HTTP,
/// and knowing nothing of the server but its address and a key. Follows no redirect, so nothing leaves this machine.
public final class PlayDemo {
    private static final String CARD = "4242424242424242";
    private static final String EXPECTED_LOCATION = "https://www.wooshpay.com";
    private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

    private final String url;
    private final String secretKey;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /// @param url of the server, without a slash at the end
    public PlayDemo(String url, String secretKey, PrintStream out) {
        this.url = url;
        this.secretKey = secretKey;
        this.out = out;
    }

    /// Something was not as it should be.
    public static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    /// Returns when the session reads `complete` and `paid`.
    ///
    /// @throws Failed when any step goes wrong
    public void run() {
        out.println("\n── 1. Create a product");
        var product = post("/v1/products", seed("product-create"));

        out.println("\n── 2. Create a price: for that product, then together with a new one");
        var existing = seed("price-create.existing-product").replaceAll("prod_[0-9]+", text(product, "id"));
        post("/v1/prices", existing);
        post("/v1/prices", seed("price-create.new-product"));

        out.println("\n── 3. Create a checkout session");
        var session = post("/v1/checkout/sessions", seed("session-create"));

        out.println("\n── 4. Send the payer to the cashier");
        pay(URI.create(text(session, "url")));
        check(text(session, "id"));
    }

    private void pay(URI page) {
        var html = get(page);
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
        redirected(submit(page.resolve(unescaped(action.group(1))), form));
    }

    private String get(URI page) {
        out.println("GET " + page);
        var answer =
                send(HttpRequest.newBuilder(page).header("Accept", "text/html").GET());
        out.println(
                "  → " + answer.statusCode() + ", a page of " + answer.body().length() + " characters with a form");
        expect(answer, 200);
        return answer.body();
    }

    private HttpResponse<String> submit(URI action, Map<String, String> form) {
        out.println("POST " + action);
        var shown = new LinkedHashMap<>(form);
        shown.replaceAll((name, value) -> name.equals("token") ? "…" : value);
        out.println("  " + shown);
        var body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private void redirected(HttpResponse<String> answer) {
        var location = answer.headers().firstValue("Location").orElse("nowhere");
        out.println("  → " + answer.statusCode() + ", Location: " + location + " (not followed)");
        expect(answer, 303);
        if (!location.equals(EXPECTED_LOCATION)) {
            throw new Failed("The payer was sent to " + location + " instead of " + EXPECTED_LOCATION + ".");
        }
    }

    private void check(String session) {
        out.println("\n── The session afterwards");
        var answer = send(authorized("/v1/checkout/sessions/" + session).GET());
        expect(answer, 200);
        out.println(answer.body());
        var body = Json.readObject(answer.body());
        if (!text(body, "status").equals("complete")
                || !text(body, "payment_status").equals("paid")) {
            throw new Failed("The session reads %s and %s instead of complete and paid."
                    .formatted(text(body, "status"), text(body, "payment_status")));
        }
        out.println("\nPaid: " + text(body, "amount_total") + " " + text(body, "currency") + " in minor units.");
    }

    private Map<String, Object> post(String path, String body) {
        out.println("POST " + url + path);
        out.println("  " + compact(body));
        var request =
                authorized(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        var answer = send(request);
        out.println("  → " + answer.statusCode() + " " + answer.body());
        expect(answer, 200);
        return Json.readObject(answer.body());
    }

    private HttpRequest.Builder authorized(String path) {
        var credentials = Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Basic " + credentials);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("Interrupted.");
        }
    }

    private static void expect(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new Failed("Expected status " + status + " but got " + answer.statusCode() + ".");
        }
    }

    private static String seed(String name) {
        var file = name + ".request.json";
        try (var stream = PlayDemo.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String text(Map<String, Object> body, String name) {
        return String.valueOf(body.get(name));
    }

    private static String compact(String json) {
        return json.replaceAll("\\s*\\n\\s*", " ").strip();
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

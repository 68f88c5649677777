package dev.caisse.console;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Plays the four steps from product to paid, as a merchant's server and a payer without JavaScript would: over HTTP,
/// and knowing nothing of the server but its address and a key.
public final class PlayDemo {
    private static final String EXPECTED_LOCATION = "https://www.wooshpay.com";

    private final RunningServer server;
    private final PrintStream out;

    public PlayDemo(RunningServer server, PrintStream out) {
        this.server = server;
        this.out = out;
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
        var form = PaymentForm.filled(page, get(page));
        out.println("POST " + form.action());
        out.println("  " + form);
        redirected(server.send(form.request()));
    }

    private String get(URI page) {
        out.println("GET " + page);
        var answer = server.send(
                HttpRequest.newBuilder(page).header("Accept", "text/html").GET());
        out.println(
                "  → " + answer.statusCode() + ", a page of " + answer.body().length() + " characters with a form");
        expect(answer, 200);
        return answer.body();
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
        var answer =
                server.send(server.request("/v1/checkout/sessions/" + session).GET());
        expect(answer, 200);
        out.println(answer.body());
        var body = server.read(answer);
        if (!text(body, "status").equals("complete")
                || !text(body, "payment_status").equals("paid")) {
            throw new Failed("The session reads %s and %s instead of complete and paid."
                    .formatted(text(body, "status"), text(body, "payment_status")));
        }
        out.println("\nPaid: " + text(body, "amount_total") + " " + text(body, "currency") + " in minor units.");
    }

    private Map<String, Object> post(String path, String body) {
        out.println("POST " + server.url() + path);
        out.println("  " + compact(body));
        var answer = server.send(server.request(path).POST(BodyPublishers.ofString(body)));
        out.println("  → " + answer.statusCode() + " " + answer.body());
        expect(answer, 200);
        return server.read(answer);
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
}

package dev.caisse.console;

import dev.caisse.platform.time.Clock;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Plays one way to pay from product to paid, as a merchant's server and a payer without JavaScript would: what the
/// type
/// asks is read off the page, and what its payer does elsewhere is done on the sandbox's page.
public final class PlayMethod {
    private static final long AMOUNT = 50_000;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int WAITS = 60;

    private static final Pattern ELSEWHERE = Pattern.compile("href=\"([^\"]*/sandbox/pay/[^\"]*)\"");
    private static final Pattern ASKED = Pattern.compile("<(?:input|select) id=\"([a-z0-9_]+)-([a-z_]+)\"");
    private static final Pattern FIRST_OPTION = Pattern.compile("\\s*<option value=\"([^\"]*)\"");

    /// What a payer in test mode says. (test values)
    private static final Map<String, String> SAID = Map.of(
            "name", "Jenny Rosen",
            "country", "BR",
            "iban", "AT611904300234573201",
            "person", "GOMC900101HDFRRL09",
            "phone_number", "256777000001");

    private final RunningServer server;
    private final PrintStream out;
    private final Clock clock;

    public PlayMethod(RunningServer server, PrintStream out, Clock clock) {
        this.server = server;
        this.out = out;
        this.clock = clock;
    }

    /// Returns when the session reads `complete` and `paid`.
    ///
    /// @throws Failed when there is no such type, or any step goes wrong
    public void run(String type) {
        out.println("\n── 1. Which currencies it takes");
        var currency = currency(type);
        out.println("  " + type + " takes " + currency);

        out.println("\n── 2. Create product, price and session in one request");
        var session = post("/v1/checkout/sessions", """
                {"success_url": "https://www.example.com/thanks", "payment_method_types": ["%s"],
                 "line_items": [{"quantity": 1, "price_data": {"currency": "%s", "unit_amount": %d,
                 "product_data": {"name": "Pineapple cake"}}}]}""".formatted(type, currency, AMOUNT));

        out.println("\n── 3. The payer chooses it on the page");
        var page = URI.create(text(session, "url"));
        var answer = sent(PaymentForm.filled(page, get(page)).with(said(type, get(page))));

        out.println("\n── 4. The payer pays where they were led");
        payElsewhere(answer);
        paid(text(session, "id"));
    }

    private String currency(String type) {
        var rows = (List<?>) read("/v1/payment_method_configurations").get("data");
        return rows.stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> type.equals(row.get("type")) && Boolean.TRUE.equals(row.get("active")))
                .map(row -> ((List<?>) row.get("currencies")).getFirst().toString())
                .findFirst()
                .orElseThrow(() -> new Failed("No payment method that is active here is called " + type + "."));
    }

    private static Map<String, String> said(String type, String html) {
        var said = new LinkedHashMap<>(Map.of("method", type));
        ASKED.matcher(html)
                .results()
                .filter(asked -> asked.group(1).equals(type))
                .forEach(asked -> {
                    var what = asked.group(2);
                    said.put(type + "-" + what, SAID.getOrDefault(what, firstOption(html, asked.end())));
                });
        return said;
    }

    private static String firstOption(String html, int from) {
        var option = FIRST_OPTION.matcher(html);
        return option.find(from) ? option.group(1) : "";
    }

    private HttpResponse<String> sent(PaymentForm form) {
        out.println("POST " + form.action());
        out.println("  " + form);
        var answer = server.send(form.request());
        out.println("  → " + answer.statusCode()
                + answer.headers()
                        .firstValue("Location")
                        .map(to -> ", Location: " + to)
                        .orElse(""));
        return answer;
    }

    /// A payer is sent there, or finds it on the page as a code or a voucher; one whose account is debited need not go.
    private void payElsewhere(HttpResponse<String> answer) {
        var link = ELSEWHERE.matcher(answer.body());
        var place = answer.headers()
                .firstValue("Location")
                .filter(to -> to.contains("/sandbox/pay/"))
                .or(() -> link.find()
                        ? java.util.Optional.of(link.group(1).replace("&amp;", "&"))
                        : java.util.Optional.empty());
        place.ifPresentOrElse(
                page -> {
                    out.println("POST " + page + "  (Authorise)");
                    var done = server.send(HttpRequest.newBuilder(URI.create(page))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("choice=pay")));
                    out.println("  → " + done.statusCode());
                },
                () -> out.println("  nothing is left for the payer to do"));
    }

    private void paid(String session) {
        out.println("\n── The session afterwards");
        for (int wait = 0; wait < WAITS; wait++) {
            var now = read("/v1/checkout/sessions/" + session);
            if (text(now, "payment_status").equals("paid")) {
                out.println("Paid: " + text(now, "amount_total") + " " + text(now, "currency") + " in minor units.");
                return;
            }
            clock.sleep(PAUSE);
        }
        throw new Failed("The session was not paid.");
    }

    private String get(URI page) {
        return expected(
                        server.send(HttpRequest.newBuilder(page)
                                .header("Accept", "text/html")
                                .GET()),
                        200)
                .body();
    }

    private Map<String, Object> read(String path) {
        return server.read(expected(server.send(server.request(path).GET()), 200));
    }

    private Map<String, Object> post(String path, String body) {
        out.println("POST " + server.url() + path);
        var answer = server.send(server.request(path).POST(BodyPublishers.ofString(body)));
        out.println("  → " + answer.statusCode() + " " + answer.body());
        return server.read(expected(answer, 200));
    }

    private static HttpResponse<String> expected(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new Failed("Expected status " + status + " but got " + answer.statusCode() + ".");
        }
        return answer;
    }

    private static String text(Map<String, Object> body, String name) {
        return String.valueOf(body.get(name));
    }
}

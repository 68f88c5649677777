package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A payer without JavaScript who pays elsewhere than by card, and the sandbox's page on which they do.
final class Provider {
    static final String PAY = "pay";
    static final String LESS = "pay_less";
    static final String MORE = "pay_more";
    static final String FAIL = "fail";
    static final String HOLD = "hold";

    private static final Pattern PAGE = Pattern.compile("href=\"([^\"]*/sandbox/pay/[^\"]*)\"");
    private static final Pattern PAID = Pattern.compile("id=\"paid\" href=\"([^\"]*)\"");
    private static final Pattern OTHER = Pattern.compile("action=\"([^\"]*/abandon[^\"]*)\"");

    private Provider() {}

    /// What each type asks, as its panel has it.
    static Map<String, String> fields(String type) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("method", type);
        fields.put(type + "-name", "Jenny Rosen");
        fields.put(type + "-country", "BR");
        fields.put(type + "-iban", "AT61 1904 3002 3457 3201");
        fields.put(type + "-person", "GOMC900101HDFRRL09");
        fields.put(type + "-phone_number", "+256 777 000 001");
        fields.put(type + "-provider_code", "mtn_ug");
        return fields;
    }

    /// Presses a button on the provider's page.
    static Reply choose(Client payer, String page, String choice) {
        return payer.send(HttpRequest.newBuilder(URI.create(page))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("choice=" + choice)));
    }

    /// Where a payer pays who sees this answer: they were sent there, or find it on the page.
    static String page(Client payer, Reply answer) {
        return answer.header("Location")
                .filter(location -> location.contains("/sandbox/pay/"))
                .orElseGet(() -> found(PAGE, answer.text()).orElseThrow(() -> new AssertionError(answer.text())));
    }

    /// The payer says that they have paid.
    static Reply iHavePaid(Client payer, String page) {
        return payer.page(absolute(payer, found(PAID, payer.page(page).text()).orElseThrow()));
    }

    /// The payer wants to pay in another way.
    static Reply otherWay(Client payer, String page) {
        var html = payer.page(page).text();
        var action = absolute(payer, abandonment(html));
        var answer = payer.submit(action, html, Map.of());
        assertThat(answer.status()).isEqualTo(303);
        return payer.page(absolute(payer, answer.header("Location").orElseThrow()));
    }

    /// Where the form goes by which a payer gives up what they have begun.
    static String abandonment(String html) {
        return found(OTHER, html).orElseThrow(() -> new AssertionError(html));
    }

    static String absolute(Client payer, String url) {
        return url.startsWith("/") ? payer.url() + url : url;
    }

    static Optional<String> found(Pattern pattern, String html) {
        var match = pattern.matcher(html);
        return match.find() ? Optional.of(match.group(1).replace("&amp;", "&")) : Optional.empty();
    }
}

package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Pattern;

/// A payer at the page of test mode's bank, without JavaScript.
public final class Bank {
    public static final String AUTHORIZE = "test-source-authorize-3ds";
    public static final String FAIL = "test-source-fail-3ds";
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");

    private Bank() {}

    /// Presses a button; answers with where that leads.
    public static Reply choose(Client payer, String bankPage, String button) {
        var page = payer.page(bankPage).text();
        var pressed = Pattern.compile("<button[^>]*id=\"" + button + "\"[^>]*>").matcher(page);
        assertThat(pressed.find()).as("a button %s on the bank's page", button).isTrue();
        var field = found(NAME, pressed.group()) + "=" + found(VALUE, pressed.group());
        var answer = payer.send(HttpRequest.newBuilder(URI.create(bankPage))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(field)));
        assertThat(answer.status()).isEqualTo(303);
        return answer;
    }

    /// What a pattern's first group finds in a page.
    public static String found(Pattern pattern, String html) {
        var match = pattern.matcher(html);
        assertThat(match.find()).as("%s in %s", pattern, html).isTrue();
        return match.group(1).replace("&amp;", "&");
    }
}

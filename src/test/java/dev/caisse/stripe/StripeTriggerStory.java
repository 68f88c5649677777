package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// `stripe trigger`: the fixtures that Stripe's own command line brings, run against a server of ours.
class StripeTriggerStory {

    /// Of the objects that are here, by what an event's type begins with.
    private static final List<String> OURS = List.of(
            "charge.",
            "checkout.session.",
            "coupon.",
            "customer.",
            "payment_intent.",
            "payment_link.",
            "payment_method.",
            "price.",
            "product.",
            "promotion_code.",
            "refund.",
            "setup_intent.");

    /// What these need is not here, and so the server refuses them.
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("customer.subscription.created", "subscriptions"),
            Map.entry("customer.subscription.deleted", "subscriptions"),
            Map.entry("customer.subscription.paused", "subscriptions"),
            Map.entry("customer.subscription.trial_will_end", "subscriptions"),
            Map.entry("customer.subscription.updated", "subscriptions"),
            Map.entry("payment_intent.partially_funded", "a customer's cash balance"));

    @Test
    void everyFixtureOfAnObjectThatIsHereRunsAndItsEventIsThere() throws Exception {
        var cli = StripeCli.installed();
        var failed = new TreeMap<String, String>();
        var passed = new TreeMap<String, String>();
        var refused = new TreeMap<String, String>();
        try (var server = TestServer.start()) {
            var fixtures = ofOurObjects(cli.run(server, "trigger", "--help").text());
            assertThat(fixtures).hasSizeGreaterThan(50);
            for (var type : fixtures) {
                var said = cli.run(server, "trigger", type);
                boolean isThere = said.status() == 0 && isThere(server.client(), type, !REFUSED.containsKey(type));
                if (isThere) {
                    passed.put(type, "passed");
                } else if (REFUSED.containsKey(type)) {
                    refused.put(type, "refused: " + REFUSED.get(type));
                } else {
                    failed.put(type, said.text());
                }
            }
        }
        passed.forEach((type, what) -> System.out.println(type + "  " + what));
        refused.forEach((type, what) -> System.out.println(type + "  " + what));
        assertThat(failed).isEmpty();
        assertThat(refused.keySet())
                .as("a fixture that passes is taken out of the list of those that cannot")
                .isEqualTo(new TreeMap<>(REFUSED).keySet());
    }

    private static List<String> ofOurObjects(String help) {
        return help.lines()
                .map(String::strip)
                .filter(line -> OURS.stream().anyMatch(line::startsWith))
                .filter(line -> !line.contains(" "))
                .toList();
    }

    private static boolean isThere(Client merchant, String type, boolean isAwaited) {
        var list = "/v1/events?limit=1&type=" + type;
        if (isAwaited) {
            Eventually.holds(() -> !merchant.get(list).at("data").equals("[]"));
        }
        var found = merchant.get(list);
        return found.status() == 200 && !found.at("data").equals("[]");
    }
}

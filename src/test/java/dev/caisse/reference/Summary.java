package dev.caisse.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a route does, in words made of its method and path.
final class Summary {
    private static final Set<String> ROOMS = Set.of("checkout", "test_helpers");
    private static final Map<String, String> SINGLE = Map.of("balance", "the balance", "deliveries", "delivery");
    private static final Map<String, String> OTHERWISE = Map.of(
            "POST /v1/test_helpers/test_clocks", "Create a test clock: refused, for each comes with an account",
            "POST /v1/test_helpers/accounts", "Open a throw-away account with a test clock",
            "POST /v1/webhook_endpoints/{id}/test", "Send a sample event to a webhook endpoint",
            "POST /v1/webhook_endpoints/{id}/roll_secret", "Give a webhook endpoint a new secret",
            "GET /v1/balance", "Retrieve the balance",
            "GET /v1/payment_pages/{id}", "Retrieve the session behind a payment page",
            "POST /v1/payment_pages/{id}/confirm", "Pay a session without its page");

    private Summary() {}

    static String of(String method, String path) {
        var known = OTHERWISE.get(method + " " + path);
        if (known != null) {
            return known;
        }
        var steps = steps(path);
        var last = steps.getLast();
        boolean isOne = last.startsWith("{");
        if (last.equals("list") || last.equals("search")) {
            var what = words(steps.get(steps.size() - 2));
            return last.equals("list") ? "List " + what + ", at another address" : "Search " + what;
        }
        if (isOne || steps.size() == 1) {
            var noun = steps.get(isOne ? steps.size() - 2 : 0);
            return switch (method) {
                case "GET" -> isOne ? "Retrieve " + a(noun) : "List " + words(noun);
                case "DELETE" -> "Delete " + a(noun);
                default -> (isOne ? "Update " : "Create ") + a(noun);
            };
        }
        var of = a(steps.getFirst());
        boolean isCollection = last.endsWith("s");
        return method.equals("GET")
                ? "List the " + words(last) + " of " + of
                : isCollection ? "Create " + a(last) + " of " + of : capital(words(last)) + " " + of;
    }

    /// The resource that a path is about, as its first words have it.
    static String resource(String path) {
        return steps(path).getFirst();
    }

    static String title(String resource) {
        return resource.equals("accounts") ? "Throw-away accounts" : capital(words(resource));
    }

    private static List<String> steps(String path) {
        return Arrays.stream(path.split("/"))
                .skip(2)
                .filter(step -> !ROOMS.contains(step))
                // WooshPay's word for them.
                .map(step -> step.equals("promotion_code") ? "promotion_codes" : step)
                .toList();
    }

    private static String a(String plural) {
        var one = words(SINGLE.getOrDefault(plural, plural.replaceFirst("s$", "")));
        return one.startsWith("the ") ? one : ("aeiou".indexOf(one.charAt(0)) >= 0 ? "an " : "a ") + one;
    }

    private static String words(String step) {
        return step.replace('_', ' ').replaceFirst("^session", "checkout session");
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

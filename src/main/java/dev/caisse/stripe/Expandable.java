package dev.caisse.stripe;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What can be expanded: one table, by object and path, with the word of what stands there.
final class Expandable {
    static final String DATA = "data";

    private static final String LIST_OF = "list of ";
    private static final String SOURCE = "source";
    private static final Pattern ONE = Pattern.compile(".*/\\{[a-z]+}");

    private static final Map<String, Map<String, String>> WORDS = Map.ofEntries(
            Map.entry("product", Map.of("default_price", "price")),
            Map.entry("price", Map.of("product", "product", "tiers", "tier")),
            Map.entry("coupon", Map.of("applies_to", "applies_to")),
            Map.entry(
                    "promotion_code", Map.of("customer", "customer", "coupon", "coupon", "promotion.coupon", "coupon")),
            Map.entry(
                    "customer",
                    Map.of("invoice_settings.default_payment_method", "payment_method", "discount", "discount")),
            Map.entry(
                    "discount",
                    Map.of("customer", "customer", "promotion_code", "promotion_code", "source.coupon", "coupon")),
            Map.entry("payment_method", Map.of("customer", "customer")),
            Map.entry(
                    "payment_intent",
                    Map.of(
                            "customer", "customer",
                            "payment_method", "payment_method",
                            "latest_charge", "charge",
                            "charges", LIST_OF + "charge")),
            Map.entry("setup_intent", Map.of("customer", "customer", "payment_method", "payment_method")),
            Map.entry(
                    "charge",
                    Map.of(
                            "customer", "customer",
                            "payment_intent", "payment_intent",
                            "balance_transaction", "balance_transaction",
                            "refunds", LIST_OF + "refund")),
            Map.entry(
                    "refund",
                    Map.of(
                            "charge", "charge",
                            "payment_intent", "payment_intent",
                            "balance_transaction", "balance_transaction")),
            Map.entry("dispute", Map.of("charge", "charge", "payment_intent", "payment_intent")),
            Map.entry("balance_transaction", Map.of("source", SOURCE)),
            // What moved money: a charge, a refund or a dispute, which only the answer tells.
            Map.entry(
                    SOURCE,
                    Map.of(
                            "customer", "customer",
                            "charge", "charge",
                            "payment_intent", "payment_intent",
                            "balance_transaction", "balance_transaction",
                            "refunds", LIST_OF + "refund")),
            Map.entry(
                    "checkout.session",
                    Map.of(
                            "customer", "customer",
                            "payment_intent", "payment_intent",
                            "payment_link", "payment_link",
                            "setup_intent", "setup_intent",
                            "discounts.coupon", "coupon",
                            "discounts.promotion_code", "promotion_code",
                            "total_details.breakdown", "breakdown",
                            "shipping_cost.shipping_rate", "shipping_rate",
                            "line_items", LIST_OF + "item")),
            Map.entry(
                    "payment_link",
                    Map.of("line_items", LIST_OF + "item", "shipping_options.shipping_rate", "shipping_rate")),
            Map.entry("item", Map.of("price.product", "product")));

    /// What is answered below a path of the API, the longest first.
    private static final List<Map.Entry<String, String>> ANSWERS = List.of(
            Map.entry("/v1/checkout/sessions/{id}/line_items", "item"),
            Map.entry("/v1/checkout/sessions", "checkout.session"),
            Map.entry("/v1/payment_links/{id}/line_items", "item"),
            Map.entry("/v1/payment_links", "payment_link"),
            Map.entry("/v1/customers/{id}/payment_methods", "payment_method"),
            Map.entry("/v1/customers/{id}/discount", "discount"),
            Map.entry("/v1/customers", "customer"),
            Map.entry("/v1/products", "product"),
            Map.entry("/v1/prices", "price"),
            Map.entry("/v1/coupons", "coupon"),
            Map.entry("/v1/shipping_rates", "shipping_rate"),
            Map.entry("/v1/promotion_code", "promotion_code"),
            Map.entry("/v1/payment_methods", "payment_method"),
            Map.entry("/v1/payment_intents", "payment_intent"),
            Map.entry("/v1/setup_intents", "setup_intent"),
            Map.entry("/v1/charges", "charge"),
            Map.entry("/v1/refunds", "refund"),
            Map.entry("/v1/disputes", "dispute"),
            Map.entry("/v1/balance_transactions", "balance_transaction"));

    private Expandable() {}

    /// What can be expanded in such an object, by path.
    static Map<String, String> of(String word) {
        return WORDS.getOrDefault(word, Map.of());
    }

    /// The word of what a route answers with, or that it is a list of those.
    static String answer(String method, String route) {
        var word = ANSWERS.stream()
                .filter(answer -> route.startsWith(answer.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("");
        return method.equals("GET") && !ONE.matcher(route).matches() ? LIST_OF + word : word;
    }

    /// Whether a path from such an object leads to something that can be expanded.
    static boolean leads(String word, List<String> path) {
        if (path.isEmpty()) {
            return !word.isEmpty();
        }
        if (word.startsWith(LIST_OF)) {
            return path.getFirst().equals(DATA)
                    && path.size() > 1
                    && leads(word.substring(LIST_OF.length()), path.subList(1, path.size()));
        }
        var fields = of(word);
        for (int end = 1; end <= Math.min(2, path.size()); end++) {
            var field = fields.get(String.join(".", path.subList(0, end)));
            if (field != null) {
                return leads(field, path.subList(end, path.size()));
            }
        }
        return false;
    }
}

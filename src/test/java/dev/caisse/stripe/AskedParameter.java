package dev.caisse.stripe;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.platform.json.JsonWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A parameter sent to a running server within a request that would do without it, to see whether anybody reads it.
///
/// @param steps the way to it from the request's own parameters
record AskedParameter(String method, String path, Map<String, Object> request, List<StripesParameter> steps) {
    private static final Set<String> NOT_READ = Set.of("parameter_unknown", "parameter_unsupported");

    private static final Map<String, Object> CARD =
            Map.of("number", "4242424242424242", "exp_month", 12, "exp_year", 2044);

    /// What such an object needs before the rest of it is looked at.
    private static final Map<String, Map<String, Object>> BESIDE = Map.ofEntries(
            Map.entry("default_price_data", Map.of("currency", "gbp", "unit_amount", 5)),
            Map.entry("recurring", Map.of("interval", "month")),
            Map.entry("tiers", Map.of("up_to", "inf", "unit_amount", 5)),
            Map.entry("restrictions", Map.of("minimum_amount", 5, "minimum_amount_currency", "gbp")),
            Map.entry("maximum", Map.of("unit", "day", "value", 5)),
            Map.entry("minimum", Map.of("unit", "day", "value", 1)),
            Map.entry(
                    "shipping_rate_data",
                    Map.of("display_name", "Post", "fixed_amount", Map.of("amount", 5, "currency", "gbp"))),
            Map.entry("shipping", Map.of("name", "Jenny")),
            Map.entry(
                    "customer_acceptance",
                    Map.of("type", "online", "online", Map.of("ip_address", "::1", "user_agent", "Browser"))),
            Map.entry("promotion", Map.of("type", "coupon")),
            Map.entry("custom_fields", Map.of("key", "a", "label", Map.of("type", "custom", "custom", "A"))),
            Map.entry("dropdown", Map.of("options", List.of(Map.of("label", "A", "value", "a")))),
            Map.entry("payment_method_data", Map.of("type", "card", "card", CARD)));

    /// What has to say first that it is wanted.
    private static final Set<String> SWITCHED = Set.of("recovery", "adjustable_quantity");

    /// What the answer says.
    ///
    /// @param said why it is not known
    record Finding(Optional<Boolean> isRead, String said) {}

    String name() {
        return String.join(".", steps.stream().map(StripesParameter::name).toList());
    }

    Finding ask(Client merchant, Map<String, String> headers) {
        var request = merchant.request(path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        BodyPublishers.ofString(new JsonWriter().tree(body()).text()));
        headers.forEach(request::header);
        return finding(merchant.send(request));
    }

    Map<String, Object> body() {
        var body = new LinkedHashMap<>(request);
        if (steps.getFirst().name().equals("payment_method_data")) {
            body.remove("payment_method");
        }
        if (steps.getFirst().name().equals("tiers")) {
            body.remove("unit_amount");
            body.put("billing_scheme", "tiered");
            body.put("tiers_mode", "graduated");
        }
        put(body, steps);
        if (body.containsKey("mandate_data") && !path.endsWith("/confirm")) {
            body.put("confirm", true);
            body.put("payment_method", "pm_card_visa");
        }
        typed(body);
        if (path.startsWith("/v1/payment_links")) {
            ofLink(body);
        }
        if (body.containsKey("custom_text")) {
            body.putIfAbsent("consent_collection", Map.of("terms_of_service", "required"));
            body.putIfAbsent("shipping_address_collection", Map.of("allowed_countries", List.of("GB")));
        }
        return body;
    }

    /// An account is read when it is the type that is asked for.
    @SuppressWarnings("unchecked")
    private static void typed(Map<String, Object> method) {
        if (method.get("payment_method_data") instanceof Map<?, ?> data) {
            typed((Map<String, Object>) data);
        }
        if (method.get("custom_fields") instanceof List<?> fields) {
            var field = (Map<String, Object>) fields.getFirst();
            field.putIfAbsent(
                    "type",
                    Stream.of("dropdown", "numeric")
                            .filter(field::containsKey)
                            .findFirst()
                            .orElse("text"));
            if (field.get("type").equals("dropdown")) {
                field.putIfAbsent("dropdown", BESIDE.get("dropdown"));
            }
        }
        if (method.containsKey("sepa_debit")) {
            method.put("type", "sepa_debit");
            method.remove("card");
            method.put("billing_details", Map.of("name", "Jenny", "email", "jenny@example.com"));
        }
    }

    /// What a link's parameters need beside them, where that is not what others of the same name need.
    @SuppressWarnings("unchecked")
    private static void ofLink(Map<String, Object> link) {
        if (link.get("restrictions") instanceof Map<?, ?> restrictions) {
            restrictions.remove("minimum_amount");
            restrictions.remove("minimum_amount_currency");
        }
        if (link.get("after_completion") instanceof Map<?, ?> completion) {
            var kind = completion.containsKey("redirect") ? "redirect" : "hosted_confirmation";
            ((Map<String, Object>) completion).put("type", kind);
        }
    }

    private static void put(Map<String, Object> object, List<StripesParameter> steps) {
        var step = steps.getFirst();
        if (steps.size() == 1) {
            object.putIfAbsent(step.name(), step.whole());
            return;
        }
        var inner = new LinkedHashMap<>(BESIDE.getOrDefault(step.name(), Map.of()));
        var there = object.get(step.name());
        if (there instanceof Map<?, ?> map) {
            map.forEach((key, value) -> inner.put(key.toString(), value));
        } else if (there instanceof List<?> list && !list.isEmpty()) {
            ((Map<?, ?>) list.getFirst()).forEach((key, value) -> inner.put(key.toString(), value));
        }
        if (SWITCHED.contains(step.name())) {
            inner.put("enabled", true);
        }
        put(inner, steps.subList(1, steps.size()));
        object.put(step.name(), step.isList() ? new ArrayList<>(List.of(inner)) : inner);
    }

    private static String canonical(String name) {
        return name.replace("allowed_payment_method_types", "payment_method_types");
    }

    private Finding finding(Reply reply) {
        if (reply.status() == 200) {
            return new Finding(Optional.of(true), "");
        }
        var error = (Map<?, ?>) reply.json().get("error");
        var param = Objects.requireNonNullElse(error.get("param"), "")
                .toString()
                .replaceAll("\\[[0-9]+]", "")
                .replaceAll("\\[([a-z_0-9]+)]", ".$1");
        boolean isAboutIt = (canonical(param) + ".").startsWith(canonical(name()) + ".");
        boolean isAboutWhatHoldsIt = (canonical(name()) + ".").startsWith(canonical(param) + ".");
        if (NOT_READ.contains(reply.at("error.code")) && (isAboutIt || isAboutWhatHoldsIt)) {
            return new Finding(Optional.of(false), "");
        }
        return new Finding(isAboutIt ? Optional.of(true) : Optional.empty(), name() + ": " + reply.text());
    }
}

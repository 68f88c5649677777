package dev.caisse.stripe;

import dev.caisse.api.Link;
import dev.caisse.api.ListView;
import dev.caisse.api.ViewField;
import dev.caisse.methods.MethodType;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/// What Stripe writes otherwise than the native dialect, beyond the look of values: one table, by object and field, of
/// what is left out, looks different or is added, and in which versions.
final class Wording {
    private static final String LATEST_CHARGE = "2022-11-15";
    private static final String COUPON_AS_SOURCE = "2025-09-30";
    private static final String SHIPPING_DETAILS = "2022-08-01";
    private static final String COLLECTED = "2025-03-31";
    private static final String EXPIRED = "2025-03-31";
    private static final String PAGES_BY_NAME = "2026-10-28";

    /// How a field is written.
    sealed interface Manner {
        record Plain() implements Manner {}

        record LeftOut() implements Manner {}

        /// There only when it was asked for.
        record OnlyExpanded(BiFunction<Record, Object, Object> value) implements Manner {}

        /// Not there when it is empty.
        record OnlyFilled() implements Manner {}

        /// An object, always whole, and not there where it could not be found.
        record Whole() implements Manner {}

        /// @param value makes what is written of the view and of what stands there
        record As(BiFunction<Record, Object, Object> value) implements Manner {}
    }

    private record Rule(String place, String field, Predicate<StripeVersion> when, Manner manner) {}

    /// A field that only Stripe has.
    record Addition(String place, String field, Function<Record, Object> value) {}

    private static final Manner PLAIN = new Manner.Plain();
    private static final Manner ONLY_FILLED = new Manner.OnlyFilled();
    private static final Map<String, Object> NO_PHONE = Map.of("enabled", false);
    private static final Map<String, Object> NO_TEXTS =
            nulls("after_submit", "shipping_address", "submit", "terms_of_service_acceptance");
    private static final Manner ONLY_EXPANDED = new Manner.OnlyExpanded((_, value) -> value);

    private static final List<Rule> RULES = List.of(
            until(LATEST_CHARGE, "payment_intent", "latest_charge", new Manner.LeftOut()),
            since(LATEST_CHARGE, "payment_intent", "charges", new Manner.LeftOut()),
            since(LATEST_CHARGE, "charge", "refunds", ONLY_EXPANDED),
            always("payment_intent", "next_action", (_, action) -> nextAction(action)),
            always("setup_intent", "next_action", (_, action) -> nextAction(action)),
            until(EXPIRED, "payment_intent", "cancellation_reason", new Manner.As(Wording::cancellation)),
            always("payment_intent", "payment_method_options", (_, options) -> options(options)),
            always("setup_intent", "payment_method_options", (_, options) -> options(options)),
            always("payment_intent.last_payment_error", "payment_method", new Manner.Whole()),
            always("setup_intent.last_setup_error", "payment_method", new Manner.Whole()),
            always("payment_method", "card", ONLY_FILLED),
            always("charge.payment_method_details", "card", ONLY_FILLED),
            always("product", "images", (_, images) -> images == null ? List.of() : images),
            always("price", "tiers", ONLY_EXPANDED),
            always("coupon", "applies_to", ONLY_EXPANDED),
            since(COUPON_AS_SOURCE, "promotion_code", "coupon", new Manner.LeftOut()),
            until(COUPON_AS_SOURCE, "promotion_code", "promotion", new Manner.LeftOut()),
            always("customer", "discount", (_, discount) -> discount instanceof Link.Whole given ? given.view() : null),
            since(COUPON_AS_SOURCE, "discount", "coupon", new Manner.LeftOut()),
            until(COUPON_AS_SOURCE, "discount", "source", new Manner.LeftOut()),
            always(
                    "checkout.session.total_details",
                    "breakdown",
                    new Manner.OnlyExpanded(
                            (_, value) -> value == null ? Map.of("discounts", List.of(), "taxes", List.of()) : value)),
            always("refund", "description", ONLY_FILLED),
            always("refund", "failure_reason", ONLY_FILLED),
            always("checkout.session", "custom_text", (_, text) -> text == null ? NO_TEXTS : text),
            always("checkout.session", "phone_number_collection", (_, asked) -> asked == null ? NO_PHONE : asked),
            since(SHIPPING_DETAILS, "checkout.session", "shipping", new Manner.LeftOut()),
            until(SHIPPING_DETAILS, "checkout.session", "shipping_details", new Manner.LeftOut()),
            since(COLLECTED, "checkout.session", "shipping_details", new Manner.LeftOut()),
            until(COLLECTED, "checkout.session", "collected_information", new Manner.LeftOut()),
            always("checkout.session.custom_fields", "dropdown", ONLY_FILLED),
            always("checkout.session.custom_fields", "numeric", ONLY_FILLED),
            always("checkout.session.custom_fields", "text", ONLY_FILLED),
            always("checkout.session", "return_url", ONLY_FILLED),
            always("checkout.session", "branding_settings", ONLY_FILLED),
            always("checkout.session", "line_items", new Manner.OnlyExpanded(Wording::items)),
            always("checkout.session", "payment_method_types", Wording::types),
            since(PAGES_BY_NAME, "checkout.session", "ui_mode", new Manner.As((_, _) -> "hosted_page")),
            always("payment_link", "phone_number_collection", (_, asked) -> asked == null ? NO_PHONE : asked),
            always("payment_link.custom_fields", "dropdown", ONLY_FILLED),
            always("payment_link.custom_fields", "numeric", ONLY_FILLED),
            always("payment_link.custom_fields", "text", ONLY_FILLED),
            always("payment_link", "custom_text", (_, text) -> text == null ? NO_TEXTS : text),
            always("payment_link", "payment_method_options", (_, _) -> null),
            always("payment_link", "created", new Manner.LeftOut()),
            always("payment_link", "line_items", ONLY_EXPANDED),
            always("payment_link", "discounts", new Manner.LeftOut()),
            always("payment_link", "cancel_url", new Manner.LeftOut()),
            always("payment_link", "locale", new Manner.LeftOut()),
            always("payment_link.after_completion", "hosted_confirmation", ONLY_FILLED),
            always("payment_link.after_completion", "redirect", ONLY_FILLED),
            always("dispute", "balance_transactions", new Manner.Whole()));

    /// Where [Manner.Whole] stands, from an object's word on; lists have it in what they hold.
    private static final Map<String, Expansion> WHOLE = Map.of(
            "payment_intent", Expansion.of(List.of("last_payment_error.payment_method")),
            "setup_intent", Expansion.of(List.of("last_setup_error.payment_method")),
            "dispute", Expansion.of(List.of("balance_transactions")),
            "list", Expansion.of(List.of("data")),
            "search_result", Expansion.of(List.of("data")));

    private static final List<Addition> ADDITIONS = List.of(
            new Addition("product", "marketing_features", _ -> List.of()),
            new Addition("price", "unit_amount_decimal", price -> decimal(price, "unit_amount")),
            new Addition("price.tiers", "flat_amount_decimal", tier -> decimal(tier, "flat_amount")),
            new Addition("price.tiers", "unit_amount_decimal", tier -> decimal(tier, "unit_amount")),
            new Addition("customer", "default_source", Wording::defaultSource),
            new Addition(
                    "payment_method.card",
                    "display_brand",
                    card -> of(card, "brand").orElse(null)),
            new Addition(
                    "charge.payment_method_details.card",
                    "network",
                    card -> of(card, "brand").orElse(null)),
            new Addition("dispute.evidence_details", "submission_method", Wording::submitted),
            new Addition("dispute", "is_charge_refundable", Wording::isRefundable),
            new Addition(
                    "item", "amount_discount", item -> number(item, "amount_subtotal") - number(item, "amount_total")),
            new Addition("checkout.session.shipping_cost", "amount_tax", _ -> 0),
            new Addition("item", "amount_tax", _ -> 0),
            new Addition("payment_link", "automatic_tax", _ -> disabled("liability")),
            new Addition("payment_link", "tax_id_collection", _ -> Map.of("enabled", false, "required", "never")),
            new Addition("checkout.session", "automatic_tax", _ -> disabled("liability", "provider", "status")),
            new Addition("checkout.session.total_details", "amount_tax", _ -> 0));

    private Wording() {}

    /// The word in a view's field `object`, which places begin with.
    static Optional<String> word(Record view) {
        return of(view, "object").filter(String.class::isInstance).map(String.class::cast);
    }

    static Manner manner(StripeVersion version, String place, String field) {
        for (var rule : RULES) {
            if (rule.field.equals(field) && rule.place.equals(place) && rule.when.test(version)) {
                return rule.manner;
            }
        }
        return PLAIN;
    }

    /// What is shown whole of a view without being asked for.
    static Expansion alwaysWhole(Record view) {
        return word(view).map(WHOLE::get).orElse(Expansion.NONE);
    }

    static List<Addition> additions(String place) {
        return ADDITIONS.stream()
                .filter(addition -> addition.place.equals(place))
                .toList();
    }

    /// Whether it shows nothing but that something was deleted.
    static boolean isBare(Class<?> view) {
        var fields = ViewField.of(view);
        return fields.size() == 3 && fields.getLast().name().equals("deleted");
    }

    /// Whether a field holds what an event's object was before.
    static boolean isChange(String place, String field) {
        return place.equals("event.data") && field.equals("previous_attributes");
    }

    static String wordOfChanged(Record data) {
        return of(data, "object").map(Record.class::cast).flatMap(Wording::word).orElse("");
    }

    /// Where the payer goes, under Stripe's word for it.
    private static Object nextAction(Object action) {
        if (!(action instanceof Map<?, ?> map) || !(map.get(map.get("type")) instanceof Map<?, ?> details)) {
            return action;
        }
        var type = ((String) map.get("type")).replaceFirst("_handle_redirect$", "");
        var stripes = new LinkedHashMap<String, Object>();
        if (details.containsKey("qrcode")) {
            stripes.put("type", type + "_display_qr_code");
            stripes.put(type + "_display_qr_code", code(details));
            return stripes;
        }
        stripes.put("type", "redirect_to_url");
        stripes.put("redirect_to_url", details);
        return stripes;
    }

    /// Where none were named, all that can pay it.
    private static Object types(Record session, Object types) {
        if (types != null || of(session, "mode").filter("setup"::equals).isPresent()) {
            return types == null ? List.of("card") : types;
        }
        var isLive = of(session, "livemode").filter(Boolean.TRUE::equals).isPresent();
        return of(session, "currency")
                .map(currency -> MethodType.names((CurrencyCode) currency, isLive))
                .orElse(List.of("card"));
    }

    /// A code to scan, and the page that shows it.
    private static Map<String, Object> code(Map<?, ?> details) {
        var stripes = new LinkedHashMap<String, Object>();
        stripes.put("data", details.get("qrcode"));
        stripes.put("hosted_instructions_url", details.get("url"));
        return stripes;
    }

    /// A session's items with the address where the rest of them would be found.
    private static Object items(Record session, Object items) {
        var id = of(session, "id").orElseThrow();
        var data = of((Record) items, "data").map(List.class::cast).orElse(List.of());
        return new ListView("list", "/v1/checkout/sessions/" + id + "/line_items", false, data);
    }

    /// What a customer pays with when nobody says otherwise, as the card that it is among their sources.
    private static Object defaultSource(Record customer) {
        return of(customer, "invoice_settings")
                .flatMap(settings -> of((Record) settings, "default_payment_method"))
                .flatMap(link -> link instanceof Link.To to ? Prefix.METHOD.read(to.id()) : Optional.empty())
                .map(Prefix.CARD::id)
                .orElse(null);
    }

    private static Map<String, Object> disabled(String... nothing) {
        var feature = new LinkedHashMap<String, Object>();
        feature.put("enabled", false);
        feature.putAll(nulls(nothing));
        return feature;
    }

    private static long number(Record view, String field) {
        return of(view, field).map(Number.class::cast).orElseThrow().longValue();
    }

    private static String decimal(Record view, String amount) {
        return of(view, amount).map(Object::toString).orElse(null);
    }

    private static Map<String, Object> nulls(String... fields) {
        var nothing = new LinkedHashMap<String, Object>();
        for (var field : fields) {
            nothing.put(field, null);
        }
        return nothing;
    }

    /// An intent that nobody paid in time was canceled automatically before there was a word for it.
    private static Object cancellation(Record intent, Object reason) {
        return "expired".equals(reason) ? "automatic" : reason;
    }

    /// What is chosen by the bank, under Stripe's word for it.
    private static Object options(Object options) {
        if (!(options instanceof Map<?, ?> map)) {
            return "auto".equals(options) ? "automatic" : options;
        }
        var stripes = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> stripes.put(name.toString(), options(value)));
        return stripes;
    }

    private static Object submitted(Record details) {
        return of(details, "submission_count")
                        .filter(Integer.valueOf(0)::equals)
                        .isPresent()
                ? "not_submitted"
                : "manual";
    }

    /// An inquiry has taken no money yet.
    private static boolean isRefundable(Record dispute) {
        return of(dispute, "status")
                .filter(status -> status.toString().startsWith("warning_"))
                .isPresent();
    }

    private static Optional<Object> of(Record view, String field) {
        return ViewField.find(view, field);
    }

    private static Rule always(String place, String field, Manner manner) {
        return new Rule(place, field, _ -> true, manner);
    }

    private static Rule always(String place, String field, BiFunction<Record, Object, Object> value) {
        return always(place, field, new Manner.As(value));
    }

    private static Rule since(String day, String place, String field, Manner manner) {
        return new Rule(place, field, version -> !version.isBefore(day), manner);
    }

    private static Rule until(String day, String place, String field, Manner manner) {
        return new Rule(place, field, version -> version.isBefore(day), manner);
    }
}

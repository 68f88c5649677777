package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.checkout.Basket.Given;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parameters of sessions that are yet to be made, as somebody gave them: they are read again for each. Lines and
/// metadata are kept elsewhere.
record Recipe(Map<String, Object> parameters) {
    /// A setting of sessions is passed on by its name here.
    static final List<String> SETTINGS = List.of(
            Recipe.CODES,
            "billing_address_collection",
            "cancel_url",
            "consent_collection",
            "currency",
            "custom_fields",
            "custom_text",
            "customer_creation",
            "discounts",
            "locale",
            "payment_intent_data",
            "payment_method_options",
            "payment_method_types",
            "phone_number_collection",
            "shipping_address_collection",
            Recipe.SHIPPING_OPTIONS,
            "submit_type");

    /// What else a session has that is recovered.
    private static final List<String> OF_ONE_SESSION = List.of(
            "mode", "success_url", "customer", "customer_email", "client_reference_id", "metadata", Recovery.PARAMETER);

    private static final String CODES = "allow_promotion_codes";
    private static final String SHIPPING_OPTIONS = "shipping_options";

    Recipe {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static Recipe of(Params params) {
        return new Recipe(params.kept(SETTINGS));
    }

    /// Of a session that may be recovered: what is one payer's too, but for its time.
    static Recipe ofSession(Params params) {
        return new Recipe(params.kept(
                Stream.concat(SETTINGS.stream(), OF_ONE_SESSION.stream()).toList()));
    }

    static Recipe read(String json) {
        return new Recipe(Json.readObject(json));
    }

    Jsonb jsonb() {
        return new Jsonb(new JsonWriter().tree(parameters).text());
    }

    /// The same but for what an update gives anew; what it gives empty is not there any more.
    Recipe updated(Params params) {
        var updated = new LinkedHashMap<>(parameters);
        SETTINGS.stream().filter(params::has).forEach(updated::remove);
        updated.putAll(params.kept(SETTINGS));
        return new Recipe(updated);
    }

    /// The same, naming the shipping rates that were made when it was first read.
    Recipe naming(Given made) {
        return made.options().isEmpty()
                ? this
                : with(Map.of(
                        SHIPPING_OPTIONS,
                        made.options().stream()
                                .map(rate -> Map.of("shipping_rate", Prefix.SHIPPING_RATE.id(rate.id())))
                                .toList()));
    }

    Recipe with(Map<String, Object> more) {
        var both = new LinkedHashMap<>(parameters);
        both.putAll(more);
        return new Recipe(both);
    }

    /// The same with the lines of a basket.
    Recipe selling(List<Line> lines) {
        return with(Map.of(
                "line_items",
                lines.stream()
                        .filter(line -> line.quantity() > 0)
                        .map(Recipe::item)
                        .toList()));
    }

    private static Map<String, Object> item(Line line) {
        var item = new LinkedHashMap<String, Object>();
        item.put("price", Prefix.PRICE.id(line.offer().price().id()));
        item.put("quantity", String.valueOf(line.quantity()));
        line.item().adjustable().ifPresent(adjustable -> item.put(Adjustable.PARAMETER, adjustable.parameter()));
        return item;
    }

    Recipe without(String parameter) {
        var rest = new LinkedHashMap<>(parameters);
        rest.remove(parameter);
        return new Recipe(rest);
    }

    /// What the session is made of that takes an expired one's place. A box for promotion codes is there if recovery
    /// says so, and then no other discount.
    Recipe recovering(List<Line> lines) {
        var allowsCodes = recovery().filter(Recovery::allowsCodes).isPresent();
        var sold = lines.isEmpty() ? this : selling(lines);
        var kept = sold.without(CODES);
        return allowsCodes ? kept.without("discounts").with(Map.of(CODES, "true")) : kept;
    }

    Optional<Recovery> recovery() {
        return Recovery.read(params());
    }

    /// To be read as a request's parameters are.
    Params params() {
        return Params.again(parameters);
    }
}

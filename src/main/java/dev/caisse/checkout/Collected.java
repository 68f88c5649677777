package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.customers.Shipping;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a payer answered to what a session [Asks], besides who they are.
///
/// @param consent what they agreed to
/// @param answers to the merchant's own fields, by their keys; what was left empty is not among them
public record Collected(Optional<Shipping> shipping, Map<String, String> answers, Consent consent) {
    public static final Collected NOTHING = new Collected(Optional.empty(), Map.of(), Consent.NONE);

    public Collected {
        answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }

    /// What somebody answers in a payer's place: the parameters `shipping` and `custom_fields`.
    public static Collected read(Params params, Asks asks) {
        var shipping = params.object("shipping").map(Shipping::read);
        if (shipping.isPresent() != asks.isShippingAsked()) {
            throw asks.isShippingAsked()
                    ? params.missing("shipping")
                    : Refusal.invalid(params.name("shipping"), "is not asked by this session");
        }
        shipping.map(to -> to.address().country())
                .or(() -> shipping.map(_ -> ""))
                .filter(country -> !asks.countries().contains(country))
                .ifPresent(_ -> {
                    throw Refusal.invalid(
                            params.name("shipping.address.country"), "is not a country to which this order can go");
                });
        var given = params.object("custom_fields");
        var answers = new LinkedHashMap<String, String>();
        for (var field : asks.fields()) {
            var answer = given.flatMap(all -> all.text(field.key(), CustomField.MAX_ANSWER))
                    .orElse("");
            if (field.flaw(answer).isPresent()) {
                throw Refusal.invalid(
                        params.name("custom_fields." + field.key()), "is no answer that this field takes");
            }
            if (!answer.isEmpty()) {
                answers.put(field.key(), answer);
            }
        }
        given.ifPresent(Params::refuseUnknown);
        return new Collected(shipping, answers, Consent.read(params, asks.clauses()));
    }

    Optional<Jsonb> jsonb() {
        if (equals(NOTHING)) {
            return Optional.empty();
        }
        var json = new JsonWriter().beginObject();
        shipping.ifPresent(to -> to.write(json.name("shipping")));
        return Optional.of(new Jsonb(json.name("answers")
                .tree(answers)
                .name("consent")
                .tree(consent.words())
                .endObject()
                .text()));
    }

    /// Reads what [#jsonb] wrote.
    static Collected read(String json) {
        var map = Json.readObject(json);
        var answers = new LinkedHashMap<String, String>();
        ((Map<?, ?>) map.get("answers")).forEach((key, text) -> answers.put(key.toString(), text.toString()));
        return new Collected(
                Optional.ofNullable((Map<?, ?>) map.get("shipping")).map(Shipping::read),
                answers,
                map.get("consent") instanceof Map<?, ?> consent ? Consent.of(consent) : Consent.NONE);
    }
}

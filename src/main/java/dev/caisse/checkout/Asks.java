package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.customers.Shipping;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What else a session's page asks of its payer: where the goods go, how to call them, and what only this merchant
/// wants to know.
///
/// @param countries to which goods can go; none when nothing is sent
/// @param clauses what the page says in the merchant's words, and what the payer agrees to
/// @param known where goods went before, as far as the merchant knows; put into the form
/// @param phone whether a telephone number is asked for; empty when the merchant did not say
public record Asks(
        List<String> countries,
        Optional<Shipping> known,
        Optional<Boolean> phone,
        List<CustomField> fields,
        Clauses clauses) {
    public static final Asks NONE = new Asks(List.of(), Optional.empty(), Optional.empty(), List.of(), Clauses.NONE);

    private static final int MAX_FIELDS = 3;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    public Asks {
        countries = List.copyOf(countries);
        fields = List.copyOf(fields);
    }

    /// The parameters `shipping_address_collection`, `phone_number_collection` and `custom_fields`.
    ///
    /// @param isSetup whether only a card is saved
    static Asks read(Params params, boolean isSetup) {
        for (var ofPayments : List.of("shipping_address_collection", "custom_fields")) {
            if (isSetup && params.has(ofPayments)) {
                throw Refusal.invalid(ofPayments, "has no place in a session in setup mode, which takes no payment");
            }
        }
        return new Asks(
                params.object("shipping_address_collection")
                        .map(Asks::countries)
                        .orElse(List.of()),
                Optional.empty(),
                params.object("phone_number_collection").flatMap(Asks::phone),
                fields(params),
                Clauses.read(params));
    }

    private static List<String> countries(Params params) {
        var countries = params.texts("allowed_countries", COUNTRIES.size(), 2);
        if (countries.isEmpty()) {
            throw params.missing("allowed_countries");
        }
        for (int i = 0; i < countries.size(); i++) {
            var name = params.name("allowed_countries") + "[" + i + "]";
            if (!COUNTRIES.contains(countries.get(i))) {
                throw Refusal.invalid(name, "must be a country's code of two capital letters, as ISO 3166 has it");
            }
            if (countries.indexOf(countries.get(i)) < i) {
                throw Refusal.invalid(name, "is named twice");
            }
        }
        params.refuseUnknown();
        return countries;
    }

    private static Optional<Boolean> phone(Params params) {
        var enabled = params.flag("enabled");
        if (enabled.isEmpty()) {
            throw params.missing("enabled");
        }
        params.refuseUnknown();
        return enabled;
    }

    private static List<CustomField> fields(Params params) {
        var keys = new HashSet<String>();
        return params.objects("custom_fields", MAX_FIELDS).stream()
                .map(field -> {
                    var read = CustomField.read(field);
                    if (!keys.add(read.key())) {
                        throw Refusal.invalid(field.name("key"), "is that of another field");
                    }
                    return read;
                })
                .toList();
    }

    /// The same for a payer whose goods went there before, if they can go there now.
    Asks knowing(Optional<Shipping> before) {
        return new Asks(
                countries,
                before.filter(to -> countries.stream()
                        .anyMatch(country -> country.equals(to.address().country()))),
                phone,
                fields,
                clauses);
    }

    public boolean isShippingAsked() {
        return !countries.isEmpty();
    }

    public boolean isPhoneAsked() {
        return phone.orElse(false);
    }

    /// Nothing where nothing is asked.
    Optional<Jsonb> jsonb() {
        if (equals(NONE)) {
            return Optional.empty();
        }
        var json = new JsonWriter().beginObject().name("countries").tree(countries);
        known.ifPresent(to -> to.write(json.name("known")));
        phone.ifPresent(asked -> json.name("phone").flag(asked));
        json.name("fields").beginArray();
        fields.forEach(field -> field.write(json));
        json.endArray();
        clauses.write(json);
        return Optional.of(new Jsonb(json.endObject().text()));
    }

    /// Reads what [#jsonb] wrote.
    static Asks read(String json) {
        var map = Json.readObject(json);
        return new Asks(
                texts(map.get("countries")),
                Optional.ofNullable((Map<?, ?>) map.get("known")).map(Shipping::read),
                Optional.ofNullable((Boolean) map.get("phone")),
                ((List<?>) map.get("fields"))
                        .stream()
                                .map(field -> CustomField.read((Map<?, ?>) field))
                                .toList(),
                Clauses.read(map));
    }

    private static List<String> texts(Object list) {
        return Arrays.stream(((List<?>) list).toArray()).map(Object::toString).toList();
    }
}

package dev.caisse.customers;

import dev.caisse.api.Params;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;
import java.util.Optional;

/// A postal address, as far as it is known. Field order is the order in the response.
public record Address(String city, String country, String line1, String line2, String postalCode, String state) {
    public static final int MAX_CHARACTERS = 200;
    public static final Address EMPTY = new Address(null, null, null, null, null, null);

    static Address read(Params params) {
        var address = new Address(
                params.text("city", MAX_CHARACTERS).orElse(null),
                params.text("country", 2).map(Address::country).orElse(null),
                params.text("line1", MAX_CHARACTERS).orElse(null),
                params.text("line2", MAX_CHARACTERS).orElse(null),
                params.text("postal_code", 20).orElse(null),
                params.text("state", MAX_CHARACTERS).orElse(null));
        params.refuseUnknown();
        return address;
    }

    static Address ofCard(Params card) {
        return EMPTY.updatedAsCard(card);
    }

    Address updatedAsCard(Params card) {
        return new Address(
                given(card, "address_city", MAX_CHARACTERS, city),
                Optional.ofNullable(given(card, "address_country", 2, country))
                        .map(Address::country)
                        .orElse(null),
                given(card, "address_line1", MAX_CHARACTERS, line1),
                given(card, "address_line2", MAX_CHARACTERS, line2),
                given(card, "address_zip", 20, postalCode),
                given(card, "address_state", MAX_CHARACTERS, state));
    }

    private static String given(Params params, String parameter, int max, String before) {
        return params.has(parameter) ? params.text(parameter, max).orElse(null) : before;
    }

    static Address read(Map<?, ?> json) {
        return new Address(
                text(json, "city"),
                text(json, "country"),
                text(json, "line1"),
                text(json, "line2"),
                text(json, "postal_code"),
                text(json, "state"));
    }

    /// Reads what [#jsonb] wrote.
    static Address read(String json) {
        return read(Json.readObject(json));
    }

    Jsonb jsonb() {
        var json = new JsonWriter();
        write(json);
        return new Jsonb(json.text());
    }

    void write(JsonWriter json) {
        json.beginObject();
        json.name("city").text(city);
        json.name("country").text(country);
        json.name("line1").text(line1);
        json.name("line2").text(line2);
        json.name("postal_code").text(postalCode);
        json.name("state").text(state);
        json.endObject();
    }

    private static String country(String code) {
        return code.toUpperCase(java.util.Locale.ROOT);
    }

    private static String text(Map<?, ?> json, String name) {
        return Optional.ofNullable(json.get(name)).map(Object::toString).orElse(null);
    }
}

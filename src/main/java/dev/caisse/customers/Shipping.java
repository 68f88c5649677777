package dev.caisse.customers;

import dev.caisse.api.Params;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;
import java.util.Optional;

/// Where goods go, and to whom. Field order is the order in the response.
public record Shipping(String name, Address address, String phone) {

    /// The parameters of `shipping`.
    public static Shipping read(Params params) {
        var shipping = new Shipping(
                params.requiredText("name", BillingDetails.MAX_CHARACTERS),
                params.object("address").map(Address::read).orElse(Address.EMPTY),
                params.text("phone", BillingDetails.MAX_PHONE).orElse(null));
        params.refuseUnknown();
        return shipping;
    }

    /// Reads what [#write] wrote.
    public static Shipping read(Map<?, ?> json) {
        return new Shipping(
                (String) json.get("name"),
                Address.read((Map<?, ?>) json.get("address")),
                Optional.ofNullable(json.get("phone")).map(Object::toString).orElse(null));
    }

    /// Reads what [#jsonb] wrote.
    static Shipping read(String json) {
        return read(Json.readObject(json));
    }

    Jsonb jsonb() {
        var json = new JsonWriter();
        write(json);
        return new Jsonb(json.text());
    }

    public void write(JsonWriter json) {
        json.beginObject();
        json.name("name").text(name);
        json.name("address");
        address.write(json);
        json.name("phone").text(phone);
        json.endObject();
    }
}

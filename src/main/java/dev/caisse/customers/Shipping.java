package dev.caisse.customers;

import dev.caisse.api.Params;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;

/// To whom goods are sent, and where. Field order is the order in the response.
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

    /// Reads what [#jsonb] wrote.
    public static Shipping read(String json) {
        var map = Json.readObject(json);
        return new Shipping(
                (String) map.get("name"), Address.read((Map<?, ?>) map.get("address")), (String) map.get("phone"));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject().name("name").text(name);
        address.write(json.name("address"));
        json.name("phone").text(phone);
        return new Jsonb(json.endObject().text());
    }
}

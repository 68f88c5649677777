package dev.caisse.customers;

import dev.caisse.api.Params;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;
import java.util.Optional;

/// Who pays, and where they get their bills. Field order is the order in the response.
public record BillingDetails(Address address, String email, String name, String phone) {
    public static final int MAX_CHARACTERS = 200;
    static final int MAX_PHONE = 40;
    public static final BillingDetails EMPTY = new BillingDetails(Address.EMPTY, null, null, null);

    /// The parameters of `billing_details`.
    public static BillingDetails read(Params params) {
        var details = new BillingDetails(
                params.object("address").map(Address::read).orElse(Address.EMPTY),
                params.email("email").orElse(null),
                params.text("name", MAX_CHARACTERS).orElse(null),
                params.text("phone", MAX_PHONE).orElse(null));
        params.refuseUnknown();
        return details;
    }

    /// What the parameters of a card say of its holder in the words from before there were payment methods.
    public static BillingDetails ofCard(Params card) {
        return new BillingDetails(
                Address.ofCard(card), null, card.text("name", MAX_CHARACTERS).orElse(null), null);
    }

    /// These, with what the parameters of a card give or clear in those words.
    public BillingDetails updatedAsCard(Params card) {
        return new BillingDetails(
                address.updatedAsCard(card),
                email,
                card.has("name") ? card.text("name", MAX_CHARACTERS).orElse(null) : name,
                phone);
    }

    /// These, with what the parameters of `billing_details` give or clear.
    public BillingDetails updated(Params params) {
        var details = new BillingDetails(
                params.has("address")
                        ? params.object("address").map(Address::read).orElse(Address.EMPTY)
                        : address,
                params.has("email") ? params.email("email").orElse(null) : email,
                params.has("name") ? params.text("name", MAX_CHARACTERS).orElse(null) : name,
                params.has("phone") ? params.text("phone", MAX_PHONE).orElse(null) : phone);
        params.refuseUnknown();
        return details;
    }

    /// Reads what [#jsonb] wrote.
    public static BillingDetails read(String json) {
        var map = Json.readObject(json);
        return new BillingDetails(
                Address.read((Map<?, ?>) map.get("address")),
                (String) map.get("email"),
                (String) map.get("name"),
                (String) map.get("phone"));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject().name("address");
        address.write(json);
        json.name("email").text(email);
        json.name("name").text(name);
        json.name("phone").text(phone);
        return new Jsonb(json.endObject().text());
    }

    /// These, and where they say nothing the others; the address is taken whole.
    public BillingDetails or(BillingDetails others) {
        return new BillingDetails(
                address.equals(Address.EMPTY) ? others.address : address,
                Optional.ofNullable(email).orElse(others.email),
                Optional.ofNullable(name).orElse(others.name),
                Optional.ofNullable(phone).orElse(others.phone));
    }

    public BillingDetails withEmail(String other) {
        return new BillingDetails(address, other, name, phone);
    }

    public BillingDetails withPhone(String other) {
        return new BillingDetails(address, email, name, other);
    }

    public Optional<String> findPostalCode() {
        return Optional.ofNullable(address.postalCode());
    }
}

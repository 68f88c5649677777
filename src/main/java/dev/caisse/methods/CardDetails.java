package dev.caisse.methods;

import dev.caisse.connectors.Answer.Checks;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.json.Literal;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;

/// What may be shown of a card. Its number is in the vault, its security code nowhere.
public record CardDetails(
        String brand,
        String last4,
        int expMonth,
        int expYear,
        String country,
        String funding,
        String fingerprint,
        Checks checks) {

    CardDetails with(Checks judged) {
        return new CardDetails(brand, last4, expMonth, expYear, country, funding, fingerprint, judged);
    }

    YearMonth expiry() {
        return YearMonth.of(expYear, expMonth);
    }

    CardDetails with(YearMonth expiry) {
        return new CardDetails(
                brand, last4, expiry.getMonthValue(), expiry.getYear(), country, funding, fingerprint, checks);
    }

    /// Reads what [#jsonb] wrote.
    public static CardDetails read(String json) {
        var map = Json.readObject(json);
        return new CardDetails(
                (String) map.get("brand"),
                (String) map.get("last4"),
                number(map, "exp_month"),
                number(map, "exp_year"),
                (String) map.get("country"),
                (String) map.get("funding"),
                (String) map.get("fingerprint"),
                new Checks(text(map, "cvc_check"), text(map, "line1_check"), text(map, "postal_code_check")));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        json.name("brand").text(brand);
        json.name("last4").text(last4);
        json.name("exp_month").number(expMonth);
        json.name("exp_year").number(expYear);
        json.name("country").text(country);
        json.name("funding").text(funding);
        json.name("fingerprint").text(fingerprint);
        write(json, checks);
        return new Jsonb(json.endObject().text());
    }

    /// What the issuer said of the data around a card, to be put over what was kept.
    static Jsonb jsonb(Checks judged) {
        var json = new JsonWriter().beginObject();
        write(json, judged);
        return new Jsonb(json.endObject().text());
    }

    private static void write(JsonWriter json, Checks checks) {
        json.name("cvc_check").text(checks.cvc().orElse(null));
        json.name("line1_check").text(checks.addressLine1().orElse(null));
        json.name("postal_code_check").text(checks.postalCode().orElse(null));
    }

    private static int number(Map<String, Object> map, String name) {
        return Integer.parseInt(((Literal) map.get(name)).text());
    }

    private static Optional<String> text(Map<String, Object> map, String name) {
        return Optional.ofNullable((String) map.get(name));
    }
}

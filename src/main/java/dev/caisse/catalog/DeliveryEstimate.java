package dev.caisse.catalog;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;
import java.util.Optional;

/// How long it takes until an order arrives, as far as the merchant says. Field order is the order in the response.
public record DeliveryEstimate(Bound maximum, Bound minimum) {
    private static final int MAX_VALUE = 1000;

    /// So many of a unit: `hour`, `day`, `business_day`, `week` or `month`.
    public record Bound(String unit, int value) {
        static Bound read(Params params) {
            var bound = new Bound(
                    params.choice("unit", "hour", "day", "business_day", "week", "month")
                            .orElseThrow(() -> params.missing("unit")),
                    (int) (long) params.integer("value", 1, MAX_VALUE).orElseThrow(() -> params.missing("value")));
            params.refuseUnknown();
            return bound;
        }

        private static Bound read(Object kept) {
            return kept instanceof Map<?, ?> map
                    ? new Bound(
                            (String) map.get("unit"),
                            Integer.parseInt(map.get("value").toString()))
                    : null;
        }

        private static void write(JsonWriter json, String name, Bound bound) {
            if (bound != null) {
                json.name(name).beginObject().name("unit").text(bound.unit);
                json.name("value").number(bound.value).endObject();
            }
        }
    }

    /// The parameters of `delivery_estimate`.
    static DeliveryEstimate read(Params params) {
        var estimate = new DeliveryEstimate(
                params.object("maximum").map(Bound::read).orElse(null),
                params.object("minimum").map(Bound::read).orElse(null));
        params.refuseUnknown();
        if (estimate.maximum == null && estimate.minimum == null) {
            throw Refusal.missing(params.name("maximum"));
        }
        return estimate;
    }

    /// Reads what [#jsonb] wrote.
    static DeliveryEstimate read(String json) {
        var map = Json.readObject(json);
        return new DeliveryEstimate(Bound.read(map.get("maximum")), Bound.read(map.get("minimum")));
    }

    Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        Bound.write(json, "maximum", maximum);
        Bound.write(json, "minimum", minimum);
        return new Jsonb(json.endObject().text());
    }

    /// @return empty where nothing is said
    static Optional<DeliveryEstimate> of(String json) {
        return Optional.ofNullable(json).map(DeliveryEstimate::read);
    }
}

package dev.caisse.catalog;

import dev.caisse.catalog.Rate.Mode;
import dev.caisse.catalog.Rate.PerUnit;
import dev.caisse.catalog.Rate.Tier;
import dev.caisse.catalog.Rate.Tiered;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a price's rate stands in its row.
final class Rates {
    private static final String UP_TO = "up_to";
    private static final String UNIT_AMOUNT = "unit_amount";
    private static final String FLAT_AMOUNT = "flat_amount";

    private Rates() {}

    static Rate of(Columns row) {
        return Optional.ofNullable(row.text("tiers"))
                .<Rate>map(tiers -> new Tiered(
                        Mode.valueOf(row.text("tiers_mode").toUpperCase(Locale.ROOT)),
                        ((List<?>) Json.read(tiers)).stream().map(Rates::tier).toList()))
                .orElseGet(() -> new PerUnit(row.number(UNIT_AMOUNT)));
    }

    static Optional<String> mode(Rate rate) {
        return rate instanceof Tiered tiered
                ? Optional.of(tiered.mode().name().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    static Optional<Jsonb> tiers(Rate rate) {
        if (!(rate instanceof Tiered tiered)) {
            return Optional.empty();
        }
        var json = new JsonWriter().beginArray();
        for (var tier : tiered.tiers()) {
            json.beginObject();
            tier.upTo().ifPresent(end -> json.name(UP_TO).number(end));
            tier.unitAmount().ifPresent(amount -> json.name(UNIT_AMOUNT).number(amount));
            tier.flatAmount().ifPresent(amount -> json.name(FLAT_AMOUNT).number(amount));
            json.endObject();
        }
        return Optional.of(new Jsonb(json.endArray().text()));
    }

    private static Tier tier(Object kept) {
        var map = (Map<?, ?>) kept;
        return new Tier(number(map, UP_TO), number(map, UNIT_AMOUNT), number(map, FLAT_AMOUNT));
    }

    private static Optional<Long> number(Map<?, ?> map, String name) {
        return Optional.ofNullable(map.get(name)).map(value -> Long.parseLong(value.toString()));
    }
}

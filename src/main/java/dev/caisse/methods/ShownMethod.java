package dev.caisse.methods;

import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What may be shown of a payment method, and so what a charge keeps of the one it was made with.
///
/// @param card of a card, and of nothing else
/// @param details of another type, by the names of the API
public record ShownMethod(MethodType type, Optional<CardDetails> card, Map<String, String> details) {

    public static ShownMethod of(CardDetails card) {
        return new ShownMethod(MethodType.CARD, Optional.of(card), Map.of());
    }

    /// Of an account only its country and its end are shown.
    static ShownMethod of(TypedMethod typed) {
        var shown = new LinkedHashMap<String, String>();
        typed.details().forEach((name, text) -> {
            if (name.equals("iban")) {
                shown.put("country", text.substring(0, 2));
                shown.put("last4", text.substring(text.length() - 4));
            } else {
                shown.put(name, text);
            }
        });
        return new ShownMethod(typed.type(), Optional.empty(), Map.copyOf(shown));
    }

    /// Reads what stands in three columns.
    ///
    /// @param card null for another type
    /// @param details null where nothing is shown
    public static ShownMethod read(String type, String card, String details) {
        return new ShownMethod(
                MethodType.of(type),
                Optional.ofNullable(card).map(CardDetails::read),
                details == null ? Map.of() : texts(Json.readObject(details)));
    }

    private static Map<String, String> texts(Map<String, Object> json) {
        var texts = new LinkedHashMap<String, String>();
        json.forEach((name, value) -> texts.put(name, (String) value));
        return Map.copyOf(texts);
    }

    /// Null for another type than cards.
    public Jsonb cardJsonb() {
        return card.map(CardDetails::jsonb).orElse(null);
    }

    /// Null where nothing is shown.
    public Jsonb detailsJsonb() {
        if (details.isEmpty()) {
            return null;
        }
        var json = new JsonWriter().beginObject();
        details.forEach((name, text) -> json.name(name).text(text));
        return new Jsonb(json.endObject().text());
    }

    /// What the API shows under the name of the type; null for cards, which have a place of their own.
    public Map<String, Object> detailsView() {
        return type.isCard() ? null : new java.util.TreeMap<>(details);
    }
}

package dev.caisse.api;

import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Walks a view and writes it, field by field in the order of its record. How each kind of value looks is a [Manner].
final class ViewWriter {

    /// How one dialect writes the values whose look differs between dialects.
    interface Manner {
        void millis(JsonWriter json, Millis value);

        void currency(JsonWriter json, CurrencyCode value);

        void link(JsonWriter json, Link value, ViewWriter writer);

        void secret(JsonWriter json, Secret value);

        void apiVersion(JsonWriter json);

        default boolean shows(ViewField field) {
            return true;
        }
    }

    private final JsonWriter json;
    private final Manner manner;
    private final boolean isForPayer;

    ViewWriter(Manner manner, boolean isForPayer) {
        this(new JsonWriter(), manner, isForPayer);
    }

    /// Writes into a text that was begun.
    ViewWriter(JsonWriter json, Manner manner, boolean isForPayer) {
        this.json = json;
        this.manner = manner;
        this.isForPayer = isForPayer;
    }

    byte[] bytes(Object view) {
        value(view);
        return json.bytes();
    }

    void value(Object value) {
        switch (value) {
            case Millis millis -> manner.millis(json, millis);
            case CurrencyCode currency -> manner.currency(json, currency);
            case Link link -> manner.link(json, link, this);
            case Secret secret -> manner.secret(json, secret);
            case ApiVersion _ -> manner.apiVersion(json);
            case Metadata metadata -> json.tree(metadata.entries());
            case Optional<?> maybe -> value(maybe.orElse(null));
            case List<?> items -> list(items);
            case Map<?, ?> map -> map(map);
            case Literal number -> json.tree(number);
            case Record view -> view(view);
            case null, default -> json.tree(value);
        }
    }

    private void list(List<?> items) {
        json.beginArray();
        items.forEach(this::value);
        json.endArray();
    }

    private void map(Map<?, ?> map) {
        json.beginObject();
        map.forEach((name, value) -> {
            json.name(name.toString());
            value(value);
        });
        json.endObject();
    }

    private void view(Record view) {
        json.beginObject();
        for (var field : ViewField.of(view.getClass())) {
            if (manner.shows(field) && !(isForPayer && field.isSecretKeyOnly())) {
                field.nameIn(view).ifPresent(name -> {
                    json.name(name);
                    value(field.read(view));
                });
            }
        }
        json.endObject();
    }
}

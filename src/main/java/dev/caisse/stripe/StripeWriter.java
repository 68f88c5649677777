package dev.caisse.stripe;

import dev.caisse.api.ApiVersion;
import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Secret;
import dev.caisse.api.ViewField;
import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.stripe.Wording.Manner;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Walks a view and writes it as Stripe does in one version: each value by its type, and what stands elsewhere, or not
/// at all, by [Wording].
final class StripeWriter {
    private final JsonWriter json;
    private final StripeVersion version;
    private final boolean isForPayer;
    private final Map<String, Record> wholes;
    private final Timeline timeline;

    /// @param json a text that was begun, or a new one
    /// @param wholes what may be shown of links, by id
    /// @param timeline by which clock the objects were made
    StripeWriter(
            JsonWriter json, StripeVersion version, boolean isForPayer, Map<String, Record> wholes, Timeline timeline) {
        this.json = json;
        this.version = version;
        this.isForPayer = isForPayer;
        this.wholes = wholes;
        this.timeline = timeline;
    }

    void view(Object view, Expansion asked) {
        value(view, "", asked);
    }

    /// @param place where it stands: the object's word, and the fields from there
    /// @param asked what is to be expanded in it
    private void value(Object value, String place, Expansion asked) {
        switch (value) {
            case Millis millis -> json.number(Math.floorDiv(millis.by(timeline), 1000));
            case CurrencyCode currency -> json.text(currency.code().toLowerCase(Locale.ROOT));
            case Link link -> named(link);
            case Secret secret -> json.text(secret.text());
            case ApiVersion _ -> json.text(version.text());
            case Metadata metadata -> json.tree(metadata.entries());
            case Optional<?> maybe -> value(maybe.orElse(null), place, asked);
            case List<?> items -> list(items, place, asked);
            case Map<?, ?> map -> map(map, place);
            case Literal number -> json.tree(number);
            case Record view -> view(view, Wording.word(view).orElse(place), asked);
            case null, default -> json.tree(value);
        }
    }

    private void named(Link link) {
        switch (link) {
            case Link.To to -> json.text(to.id());
            case Link.Whole whole -> json.text(whole.id());
            case Link.None _, Link.Blank _ -> json.nothing();
        }
    }

    private void whole(Link link, Expansion below) {
        switch (link) {
            case Link.To to when wholes.containsKey(to.id()) -> value(wholes.get(to.id()), "", below);
            case Link.Whole whole -> value(whole.view(), "", below);
            default -> named(link);
        }
    }

    /// Whether there is nothing to show where Stripe has something or not even the field.
    private boolean isNothing(Manner manner, Object value) {
        return switch (manner) {
            case Manner.OnlyFilled _ -> value == null;
            case Manner.Whole _ ->
                value instanceof Link && !(value instanceof Link.To to && wholes.containsKey(to.id()));
            default -> false;
        };
    }

    private void list(List<?> items, String place, Expansion asked) {
        json.beginArray();
        items.forEach(item -> value(item, place, asked));
        json.endArray();
    }

    /// Objects where Stripe has nothing but objects: what was not found is left out.
    private void objects(Object value, String place) {
        switch (value) {
            case Link.To to when !wholes.containsKey(to.id()) -> json.nothing();
            case Link link -> whole(link, Expansion.NONE);
            case List<?> items -> {
                json.beginArray();
                items.stream()
                        .map(Link.To.class::cast)
                        .filter(to -> wholes.containsKey(to.id()))
                        .forEach(to -> whole(to, Expansion.NONE));
                json.endArray();
            }
            case null, default -> value(value, place, Expansion.NONE);
        }
    }

    private void map(Map<?, ?> map, String place) {
        json.beginObject();
        map.forEach((name, value) -> {
            json.name(name.toString());
            value(value, place + "." + name, Expansion.NONE);
        });
        constants(place, map.keySet());
        json.endObject();
    }

    /// What changed of an object has that object's fields, though it is no view itself.
    private void changes(Map<?, ?> map, String place) {
        json.beginObject();
        map.forEach((name, value) -> {
            var manner = Wording.manner(version, place, name.toString());
            if (!(manner instanceof Manner.LeftOut || manner instanceof Manner.OnlyExpanded)) {
                json.name(name.toString());
                value(value, "", Expansion.NONE);
            }
        });
        json.endObject();
    }

    /// @param filled the names of what stands there already
    private void constants(String place, Set<?> filled) {
        Constants.of(place).stream()
                .filter(constant -> !filled.contains(constant.field()))
                .forEach(constant -> json.name(constant.field()).tree(constant.value()));
    }

    private void view(Record view, String place, Expansion asked) {
        json.beginObject();
        for (var field : ViewField.of(view.getClass())) {
            if (!(isForPayer && field.isSecretKeyOnly()) && field.nameIn(view).isPresent()) {
                field(view, place, field, asked.of(field.name()));
            }
        }
        if (!Wording.isBare(view.getClass())) {
            added(view, place);
        }
        json.endObject();
    }

    private void added(Record view, String place) {
        Wording.additions(place).forEach(addition -> {
            json.name(addition.field());
            value(addition.value().apply(view), place + "." + addition.field(), Expansion.NONE);
        });
        if (!Constants.of(place).isEmpty()) {
            var fields = ViewField.of(view.getClass()).stream().map(ViewField::name);
            var added = Wording.additions(place).stream().map(Wording.Addition::field);
            constants(place, Stream.concat(fields, added).collect(Collectors.toSet()));
        }
    }

    /// @param asked what is to be expanded there; empty when that is nothing, not even itself
    private void field(Record view, String place, ViewField field, Optional<Expansion> asked) {
        var manner = Wording.manner(version, place, field.name());
        if (manner instanceof Manner.LeftOut || (manner instanceof Manner.OnlyExpanded && asked.isEmpty())) {
            return;
        }
        var name = field.nameIn(view).orElseThrow();
        var below = Wording.isChange(place, name) ? Wording.wordOfChanged(view) : place + "." + name;
        var value = switch (manner) {
            case Manner.As as -> as.value().apply(view, field.read(view));
            case Manner.OnlyExpanded only -> only.value().apply(view, field.read(view));
            default -> field.read(view);
        };
        if (isNothing(manner, value)) {
            return;
        }
        json.name(name);
        if (value instanceof Map<?, ?> changes && Wording.isChange(place, name)) {
            changes(changes, below);
        } else if (manner instanceof Manner.Whole) {
            objects(value, below);
        } else if (value instanceof Link link && asked.isPresent()) {
            whole(link, asked.get());
        } else {
            value(value, below, asked.orElse(Expansion.NONE));
        }
    }
}

package dev.caisse.api;

import dev.caisse.Client;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A request that an endpoint accepts, and every way to spoil it at one place: as JSON, and as a form or a query.
///
/// @param path with real ids in it
/// @param route as the API lists it
public record ValidRequest(String route, String path, Map<String, Object> parameters) {

    public static ValidRequest of(String route, String path, String json) {
        return new ValidRequest(route, path, Json.readObject(json));
    }

    /// One for each route of the API, with whatever they speak of made first.
    public static List<ValidRequest> all(Client merchant) {
        return HostileInputTest.requests(merchant);
    }

    public String method() {
        return route.substring(0, route.indexOf(' '));
    }

    /// The full name of every parameter, of every object and list as well as of every leaf.
    List<String> places() {
        var places = new ArrayList<String>();
        collect(parameters, "", places);
        return places;
    }

    /// The names of all objects that have parameters of ours; the empty one is the whole.
    List<String> objects() {
        var objects = new ArrayList<>(places().stream()
                .filter(place -> !place.endsWith("metadata"))
                .filter(place -> at(parameters, "", place) instanceof Map)
                .toList());
        objects.add("");
        return objects;
    }

    /// The JSON, with a raw text in one place.
    public String json(String place, String raw) {
        return json(parameters, "", place, raw);
    }

    /// The JSON, with one more raw member in one object.
    String jsonWithMember(String object, String member) {
        var text = json("", null);
        var marked = object.isEmpty()
                ? text
                : json(
                        object,
                        "@@" + new JsonWriter().tree(at(parameters, "", object)).text());
        int at = object.isEmpty() ? 1 : marked.indexOf("@@{") + 3;
        var start = marked.substring(0, at).replace("@@", "");
        var rest = marked.substring(at);
        return start + member + (rest.startsWith("}") ? "" : ",") + rest;
    }

    /// The form, with one place's pairs replaced by a raw text in which `@` stands for the place's name.
    String form(String place, String raw) {
        var pairs = new ArrayList<String>();
        pairs(parameters, "", "", place, raw, pairs);
        return String.join("&", pairs);
    }

    private static void collect(Object node, String name, List<String> places) {
        if (!name.isEmpty()) {
            places.add(name);
        }
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(value, child(name, key), places));
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(list.get(i), name + "[" + i + "]", places);
            }
        }
    }

    private static Object at(Object node, String name, String place) {
        if (name.equals(place)) {
            return node;
        }
        if (node instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .filter(entry -> isOn(child(name, entry.getKey()), place))
                    .map(entry -> at(entry.getValue(), child(name, entry.getKey()), place))
                    .findFirst()
                    .orElse(null);
        }
        for (int i = 0; node instanceof List<?> list && i < list.size(); i++) {
            if (isOn(name + "[" + i + "]", place)) {
                return at(list.get(i), name + "[" + i + "]", place);
            }
        }
        return null;
    }

    private static boolean isOn(String name, String place) {
        return place.equals(name) || place.startsWith(name + ".") || place.startsWith(name + "[");
    }

    private static String json(Object node, String name, String place, String raw) {
        if (raw != null && name.equals(place)) {
            return raw;
        }
        return switch (node) {
            case Map<?, ?> map -> {
                var members = new ArrayList<String>();
                map.forEach((key, value) ->
                        members.add(new JsonWriter().text(key.toString()).text() + ":"
                                + json(value, child(name, key), place, raw)));
                yield "{" + String.join(",", members) + "}";
            }
            case List<?> list -> {
                var items = new ArrayList<String>();
                for (int i = 0; i < list.size(); i++) {
                    items.add(json(list.get(i), name + "[" + i + "]", place, raw));
                }
                yield "[" + String.join(",", items) + "]";
            }
            case null, default -> new JsonWriter().tree(node).text();
        };
    }

    private static void pairs(Object node, String name, String key, String place, String raw, List<String> into) {
        if (!name.isEmpty() && name.equals(place)) {
            into.add(raw.replace("@", encoded(key)));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((child, value) -> pairs(
                    value,
                    child(name, child),
                    key.isEmpty() ? child.toString() : key + "[" + child + "]",
                    place,
                    raw,
                    into));
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                pairs(list.get(i), name + "[" + i + "]", key + "[" + i + "]", place, raw, into);
            }
        } else {
            into.add(encoded(key) + "=" + encoded(node.toString()));
        }
    }

    private static String child(String name, Object key) {
        return name.isEmpty() ? key.toString() : name + "." + key;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

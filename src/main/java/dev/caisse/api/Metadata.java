package dev.caisse.api;

import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The merchant's own keys and values. Never interpreted, never translated, never shown to a payer.
public record Metadata(Map<String, String> entries) {
    public static final Metadata EMPTY = new Metadata(Map.of());
    static final int MAX_KEYS = 50;
    static final int MAX_KEY_CHARACTERS = 40;
    static final int MAX_VALUE_CHARACTERS = 500;

    public Metadata {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /// These entries, overlaid with others; an empty value takes its key away.
    public Metadata with(Map<String, String> others) {
        var merged = new LinkedHashMap<>(entries);
        merged.putAll(others);
        merged.values().removeIf(String::isEmpty);
        return new Metadata(merged);
    }

    /// Reads what [#jsonb] wrote.
    public static Metadata read(String json) {
        var entries = new LinkedHashMap<String, String>();
        Json.readObject(json).forEach((key, value) -> entries.put(key, value.toString()));
        return new Metadata(entries);
    }

    public Jsonb jsonb() {
        return new Jsonb(new JsonWriter().tree(entries).text());
    }

    public boolean isTooLarge() {
        return entries.size() > MAX_KEYS;
    }
}

package dev.caisse.api;

import java.util.LinkedHashMap;
import java.util.Map;

/// The merchant's own keys and values. Never interpreted, never translated, never shown to a payer.
public record Metadata(Map<String, String> entries) {
    public static final Metadata EMPTY = new Metadata(Map.of());
    static final int MAX_KEYS = 50;
    static final int MAX_KEY_CHARACTERS = 40;
    static final int MAX_VALUE_CHARACTERS = 500;

    public Metadata {
        entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /// These entries, overlaid with others; an empty value takes its key away.
    public Metadata with(Map<String, String> others) {
        var merged = new LinkedHashMap<>(entries);
        merged.putAll(others);
        merged.values().removeIf(String::isEmpty);
        return new Metadata(merged);
    }

    public boolean isTooLarge() {
        return entries.size() > MAX_KEYS;
    }
}

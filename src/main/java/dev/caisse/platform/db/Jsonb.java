package dev.caisse.platform.db;

/// Text to be bound as `jsonb`.
public record Jsonb(String text) {}

package dev.caisse.api;

/// A time in a view: wall-clock milliseconds. Each dialect writes it its own way.
public record Millis(long ms) {}

package dev.caisse.api;

import java.util.List;

/// One page of a list, newest first, and whether there is more in the direction asked.
public record Page<T>(List<T> items, boolean hasMore) {}

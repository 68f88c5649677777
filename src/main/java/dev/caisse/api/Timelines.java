package dev.caisse.api;

import dev.caisse.platform.ids.Timeline;

/// Knows by which clock a tenant lives. Implemented by clocks.
@FunctionalInterface
public interface Timelines {
    Timeline of(Tenant tenant);
}

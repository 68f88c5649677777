package dev.caisse.events;

import dev.caisse.api.Tenant;

/// An event, and whose it is.
public record Happened(Tenant tenant, Event event) {}

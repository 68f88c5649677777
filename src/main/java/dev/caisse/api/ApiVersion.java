package dev.caisse.api;

/// Which version of the API a view is written in. Each dialect names its own.
public record ApiVersion() {}

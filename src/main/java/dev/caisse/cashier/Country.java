package dev.caisse.cashier;

/// A country or region by its ISO 3166 code and its name in the payer's language.
public record Country(String code, String name) {}

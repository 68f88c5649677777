package dev.caisse.reference;

/// One parameter, or one field of an answer, as the reference's page shows it.
///
/// @param name in full, as `a.b[].c`
public record DescribedField(String name, boolean isRequired, String about) {}

package dev.caisse.reference;

import java.util.List;

/// What is answered under one word, as the reference's page shows it.
public record DescribedObject(String name, List<DescribedField> fields) {}

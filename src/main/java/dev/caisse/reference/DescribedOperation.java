package dev.caisse.reference;

import java.util.List;

/// One request of the API, as the reference's page shows it.
///
/// @param answer what comes back, as a sentence that ends with the name of it
/// @param answers where that is described; null when nowhere
public record DescribedOperation(
        String id,
        String method,
        String path,
        String summary,
        String about,
        List<DescribedField> parameters,
        String example,
        String answer,
        String answers) {}

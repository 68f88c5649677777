package dev.caisse.reference;

import java.util.List;

/// All that the reference says of one resource.
public record Chapter(String name, String title, List<DescribedOperation> operations, List<DescribedObject> objects) {}

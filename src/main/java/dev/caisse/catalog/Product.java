package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import java.util.List;
import java.util.Optional;

/// What a merchant sells, goods or services.
public record Product(
        long id,
        boolean active,
        String name,
        Optional<String> description,
        List<String> images,
        Metadata metadata,
        Optional<String> url,
        Optional<Long> defaultPrice,
        long updatedMs) {

    Product withDefaultPrice(long price) {
        return new Product(id, active, name, description, images, metadata, url, Optional.of(price), updatedMs);
    }
}

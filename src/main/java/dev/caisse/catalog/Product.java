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

    /// The same, or the old one when it differs in nothing but the time of the change.
    Product changedFrom(Product old) {
        var unchanged = new Product(id, active, name, description, images, metadata, url, defaultPrice, old.updatedMs);
        return unchanged.equals(old) ? old : this;
    }

    Product withDefaultPrice(long price) {
        return new Product(id, active, name, description, images, metadata, url, Optional.of(price), updatedMs);
    }
}

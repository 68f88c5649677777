package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import java.util.List;
import java.util.Optional;

/// A product as somebody asks for it: the parameters of `POST /v1/products`, and of `product_data` wherever it stands.
public record NewProduct(
        String name,
        boolean active,
        Optional<String> description,
        List<String> images,
        Metadata metadata,
        Optional<String> url) {
    static final int MAX_NAME = 250;
    static final int MAX_DESCRIPTION = 40_000;
    static final int MAX_IMAGES = 8;

    /// Leaves it to the caller to refuse what is left over.
    static NewProduct read(Params params) {
        return new NewProduct(
                params.requiredText("name", MAX_NAME),
                params.flag("active").orElse(true),
                params.text("description", MAX_DESCRIPTION),
                params.addresses("images", MAX_IMAGES),
                params.newMetadata("metadata"),
                params.address("url"));
    }

    static NewProduct readData(Params params) {
        var product = read(params.tolerateNull("id"));
        params.refuseUnknown();
        return product;
    }

    Product as(long id, long nowMs) {
        return new Product(id, active, name, description, images, metadata, url, Optional.empty(), nowMs);
    }
}

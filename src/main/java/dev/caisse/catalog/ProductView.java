package dev.caisse.catalog;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import java.util.List;

/// A product as the API shows it, on its own and inside its prices. Field order is the order in the response.
record ProductView(
        String id,
        String object,
        Millis created,
        boolean active,
        String description,
        @SecretKeyOnly Metadata metadata,
        String name,
        boolean livemode,
        String url,
        Millis updated,
        List<String> images,
        Link defaultPrice) {

    static ProductView of(Product product, Tenant tenant) {
        return new ProductView(
                Prefix.PRODUCT.id(product.id()),
                "product",
                Millis.made(product.id()),
                product.active(),
                product.description().orElse(null),
                product.metadata(),
                product.name(),
                tenant.live(),
                product.url().orElse(null),
                new Millis(Snowflake.roundedMs(product.updatedMs())),
                product.images().isEmpty() ? null : product.images(),
                Link.to(product.defaultPrice().map(Prefix.PRICE::id).orElse(null)));
    }
}

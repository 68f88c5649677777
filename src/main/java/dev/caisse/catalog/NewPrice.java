package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.Price.Recurring;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Map;
import java.util.Optional;

/// A price as somebody asks for it: the parameters of `POST /v1/prices`, and of `price_data` wherever it stands.
public record NewPrice(
        CurrencyCode currency,
        Rate rate,
        boolean active,
        Metadata metadata,
        Optional<String> nickname,
        Optional<String> lookupKey,
        Optional<Recurring> recurring,
        ForProduct product) {
    public static final long MAX_AMOUNT = 999_999_999_999L;
    static final int MAX_NICKNAME = 500;
    static final int MAX_LOOKUP_KEY = 200;
    private static final Map<String, Integer> LONGEST = Map.of("day", 1095, "week", 156, "month", 36, "year", 3);

    /// The product a price is for: one there is, or one that is made with it. `param` names it in errors.
    public sealed interface ForProduct {
        record Existing(long id, String param) implements ForProduct {}

        record Inline(NewProduct product) implements ForProduct {}
    }

    /// Leaves it to the caller to refuse what is left over.
    static NewPrice read(Params params) {
        return of(params, product(params));
    }

    public static NewPrice readData(Params params) {
        var price = read(params.tolerateNull("id").refuseUnsupported("transfer_lookup_key"));
        params.refuseUnknown();
        return price;
    }

    /// The parameters of `default_price_data`, for a product that is made at the same time.
    static NewPrice readDefault(Params params, NewProduct product) {
        params.refuseUnsupported("transfer_lookup_key");
        var price = of(params.tolerateNull("id"), new ForProduct.Inline(product));
        params.refuseUnknown();
        return price;
    }

    private static NewPrice of(Params params, ForProduct product) {
        var currency = params.currency("currency").orElseThrow(() -> params.missing("currency"));
        return new NewPrice(
                currency,
                NewRate.read(params),
                params.flag("active").orElse(true),
                params.newMetadata("metadata"),
                params.text("nickname", MAX_NICKNAME),
                params.text("lookup_key", MAX_LOOKUP_KEY),
                params.object("recurring").map(NewPrice::recurring),
                product);
    }

    private static Recurring recurring(Params params) {
        var interval =
                params.choice("interval", "day", "week", "month", "year").orElseThrow(() -> params.missing("interval"));
        long count = params.integer("interval_count", 1, LONGEST.get(interval)).orElse(1L);
        if (params.choice("usage_type", "licensed", "metered")
                .filter("metered"::equals)
                .isPresent()) {
            throw Refusal.of(
                    400,
                    "parameter_unsupported",
                    params.name("usage_type"),
                    "`%s` can only be licensed in this version of Caisse.".formatted(params.name("usage_type")));
        }
        params.refuseUnknown();
        return new Recurring(interval, (int) count);
    }

    private static ForProduct product(Params params) {
        var existing = params.id("product", Prefix.PRODUCT);
        var inline = params.object("product_data").map(NewProduct::readData);
        if (existing.isPresent() == inline.isPresent()) {
            throw existing.isPresent()
                    ? Refusal.invalid(
                            params.name("product_data"), "cannot be combined with product: pass one of the two")
                    : Refusal.of(
                            400,
                            "parameter_missing",
                            params.name("product"),
                            "Pass `%s` or `%s`.".formatted(params.name("product"), params.name("product_data")));
        }
        return existing.<ForProduct>map(id -> new ForProduct.Existing(id, params.name("product")))
                .orElseGet(() -> new ForProduct.Inline(inline.orElseThrow()));
    }

    Price as(long id, long product) {
        return new Price(id, product, active, currency, rate, nickname, lookupKey, metadata, recurring);
    }
}

package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewPrice;
import dev.caisse.catalog.Offer;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// A line item as somebody asks for it.
///
/// @param param what errors about its price name
record NewItem(
        Optional<Long> price,
        Optional<NewPrice> priceData,
        int quantity,
        Optional<Adjustable> adjustable,
        String name,
        String param) {
    static final long MAX_QUANTITY = 999_999;

    static NewItem read(Params params) {
        var price = params.id("price", Prefix.PRICE);
        var data = params.object("price_data").map(NewPrice::readData);
        if (price.isPresent() == data.isPresent()) {
            throw price.isPresent()
                    ? Refusal.invalid(params.name("price_data"), "cannot be combined with price: pass one of the two")
                    : Refusal.of(
                            400,
                            "parameter_missing",
                            params.name("price"),
                            "Pass `%s` or `%s`.".formatted(params.name("price"), params.name("price_data")));
        }
        long quantity = params.integer("quantity", 1, MAX_QUANTITY).orElseThrow(() -> params.missing("quantity"));
        var adjustable = Adjustable.read(params, (int) quantity);
        params.refuseUnknown();
        return new NewItem(
                price,
                data,
                (int) quantity,
                adjustable,
                params.name("quantity"),
                params.name(price.isPresent() ? "price" : "price_data"));
    }

    /// @throws Refusal when this offer is not sold
    void mustBeSold(Offer offer) {
        if (!offer.isActive()) {
            throw Refusal.invalid(param, "is a price that is not active, or whose product is not");
        }
    }

    /// What is wrong with an offer that no session can take a payment for; empty when one can.
    Optional<Refusal> unpayable(Offer offer) {
        if (offer.price().recurring().isPresent()) {
            return Optional.of(Refusal.of(
                    400,
                    "parameter_unsupported",
                    param,
                    "`" + param + "` is a recurring price. Charging one is not supported by this version of Caisse."));
        }
        return Optional.empty();
    }

    /// What so many of it cost, in the smallest unit.
    ///
    /// @throws Refusal when that is more than can be paid
    long amount(Offer offer) {
        long amount = offer.price().rate().of(quantity);
        if (amount > NewPrice.MAX_AMOUNT) {
            throw tooLarge(name);
        }
        return amount;
    }

    static Refusal tooLarge(String param) {
        return Refusal.of(
                400,
                "amount_too_large",
                param,
                "`" + param + "`: the amount may be at most " + NewPrice.MAX_AMOUNT + ".");
    }
}

package dev.caisse.checkout;

import dev.caisse.discounts.Discount;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// How a session's extras stand in its row.
final class ExtrasOfRow {
    private ExtrasOfRow() {}

    static Extras of(Columns row) {
        return new Extras(
                row.maybeNumber("coupon_number")
                        .map(coupon -> new Discount(coupon, row.maybeNumber("promotion_code_id"))),
                Optional.ofNullable(row.text("allow_promotion_codes")).map("t"::equals),
                Optional.ofNullable(row.texts("shipping_options")).orElse(List.of()).stream()
                        .flatMap(id -> Prefix.SHIPPING_RATE.read(id).stream())
                        .toList(),
                row.maybeNumber("shipping_rate_id"),
                row.number("amount_discount"),
                row.number("amount_shipping"));
    }

    /// As the row has them: null for none.
    static List<String> options(Extras extras) {
        return extras.options().isEmpty()
                ? null
                : extras.options().stream().map(Prefix.SHIPPING_RATE::id).toList();
    }
}

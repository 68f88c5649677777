package dev.caisse.cashier;

import dev.caisse.cashier.OrderView.Row;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.checkout.Basket;
import dev.caisse.discounts.PromotionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands between the items and the total, on the page and on the receipt: subtotal, discount, shipping. Nothing
/// where it would only repeat the total.
final class OrderRows {
    private OrderRows() {}

    static List<Row> of(Words words, Basket basket) {
        var session = basket.session();
        var extras = session.extras();
        var rows = new ArrayList<Row>();
        if (basket.given().coupon().isPresent() || basket.shipping().isPresent()) {
            rows.add(new Row(
                    words.text("summary.subtotal"),
                    money(words, basket, session.subtotal().minor())));
        }
        basket.given()
                .coupon()
                .ifPresent(coupon -> rows.add(new Row(
                        name(basket)
                                .map(name -> words.text("summary.discountNamed", name))
                                .orElseGet(() -> words.text("summary.discount")),
                        money(words, basket, -extras.discounted()))));
        basket.shipping()
                .map(ShippingRate::displayName)
                .ifPresent(name -> rows.add(
                        new Row(words.text("summary.shipping", name), money(words, basket, extras.shippingAmount()))));
        return rows;
    }

    private static Optional<String> name(Basket basket) {
        return basket.given()
                .code()
                .map(PromotionCode::code)
                .or(() -> basket.given().coupon().flatMap(coupon -> coupon.name()));
    }

    private static String money(Words words, Basket basket, long minor) {
        return words.money(minor, basket.session().total().currency().code());
    }
}

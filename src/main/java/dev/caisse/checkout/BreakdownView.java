package dev.caisse.checkout;

import dev.caisse.api.Link;
import dev.caisse.api.Tenant;
import dev.caisse.discounts.CouponView;
import dev.caisse.discounts.DiscountView;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// How a session's total comes about, part by part, as the API shows it. Field order is the order in the response.
record BreakdownView(List<PartView> discounts, List<Object> taxes) {

    record PartView(long amount, DiscountView discount) {}

    /// What was named when the session was made, or typed by the payer.
    record NamedView(Link coupon, Link promotionCode) {}

    static List<NamedView> named(Basket basket, Tenant tenant, long nowMs) {
        return coupon(basket, tenant, nowMs).stream()
                .map(coupon -> new NamedView(new Link.Whole(coupon.id(), coupon), code(basket)))
                .toList();
    }

    /// Null when nothing is taken off.
    static BreakdownView of(Basket basket, Tenant tenant, long nowMs) {
        var session = basket.session();
        return coupon(basket, tenant, nowMs)
                .map(coupon -> DiscountView.ofSession(
                        session.id(),
                        coupon,
                        Link.to(session.terms()
                                .customer()
                                .id()
                                .map(Prefix.CUSTOMER::id)
                                .orElse(null)),
                        code(basket)))
                .map(view ->
                        new BreakdownView(List.of(new PartView(session.extras().discounted(), view)), List.of()))
                .orElse(null);
    }

    private static Optional<CouponView> coupon(Basket basket, Tenant tenant, long nowMs) {
        return basket.given().coupon().map(coupon -> CouponView.of(coupon, tenant, nowMs));
    }

    private static Link code(Basket basket) {
        return Link.to(basket.given()
                .code()
                .map(PromotionCode::id)
                .map(Prefix.PROMOTION::id)
                .orElse(null));
    }
}

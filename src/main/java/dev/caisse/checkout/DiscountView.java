package dev.caisse.checkout;

import dev.caisse.api.Link;
import dev.caisse.api.Millis;
import dev.caisse.api.Tenant;
import dev.caisse.discounts.CouponView;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// What a session's discount took off, as the API shows it. Field order is the order in the response.
///
/// @param source the same coupon as Stripe's newer versions have it
record DiscountView(
        String id,
        String object,
        String checkoutSession,
        CouponView coupon,
        Link customer,
        Millis end,
        Link promotionCode,
        Millis start,
        SourceView source) {

    record SourceView(String type, Link coupon) {}

    /// How the total comes about, part by part.
    record BreakdownView(List<PartView> discounts, List<Object> taxes) {}

    record PartView(long amount, DiscountView discount) {}

    /// What was named when the session was made, or typed by the payer.
    record NamedView(Link coupon, Link promotionCode) {}

    static List<NamedView> named(Basket basket, Tenant tenant, long nowMs) {
        return coupon(basket, tenant, nowMs).stream()
                .map(coupon -> new NamedView(new Link.Whole(coupon.id(), coupon), code(basket)))
                .toList();
    }

    /// Null when nothing is taken off.
    static BreakdownView breakdown(Basket basket, Tenant tenant, long nowMs) {
        var session = basket.session();
        return coupon(basket, tenant, nowMs)
                .map(coupon -> new DiscountView(
                        "di_" + session.id(),
                        "discount",
                        Prefix.SESSION.id(session.id()),
                        coupon,
                        Link.to(session.terms()
                                .customer()
                                .id()
                                .map(Prefix.CUSTOMER::id)
                                .orElse(null)),
                        null,
                        code(basket),
                        Millis.made(session.id()),
                        new SourceView("coupon", new Link.Whole(coupon.id(), coupon))))
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

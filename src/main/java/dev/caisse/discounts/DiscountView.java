package dev.caisse.discounts;

import dev.caisse.api.Link;
import dev.caisse.api.Millis;
import dev.caisse.platform.ids.Prefix;

/// What a coupon takes off a session, or a customer's bills, as the API shows it. Field order is the order in the
/// response.
///
/// @param source the same coupon as Stripe's newer versions have it
public record DiscountView(
        String id,
        String object,
        String checkoutSession,
        CouponView coupon,
        Link customer,
        Millis end,
        Link promotionCode,
        Millis start,
        SourceView source) {

    /// What it is made of.
    public record SourceView(String type, Link coupon) {
        static SourceView of(CouponView coupon) {
            return new SourceView("coupon", new Link.Whole(coupon.id(), coupon));
        }
    }

    /// @param session that has it
    public static DiscountView ofSession(long session, CouponView coupon, Link customer, Link promotionCode) {
        return new DiscountView(
                Prefix.DISCOUNT.id(session),
                "discount",
                Prefix.SESSION.id(session),
                coupon,
                customer,
                null,
                promotionCode,
                Millis.made(session),
                SourceView.of(coupon));
    }

    static DiscountView ofCustomer(long id, CouponView coupon, Link customer, Millis end, Link promotionCode) {
        return new DiscountView(
                Prefix.DISCOUNT.id(id),
                "discount",
                null,
                coupon,
                customer,
                end,
                promotionCode,
                Millis.made(id),
                SourceView.of(coupon));
    }

    /// The same once it was taken away.
    record Deleted(
            String id,
            String object,
            boolean deleted,
            String checkoutSession,
            CouponView coupon,
            Link customer,
            Link promotionCode,
            Millis start,
            SourceView source) {
        static Deleted of(DiscountView view) {
            return new Deleted(
                    view.id,
                    view.object,
                    true,
                    view.checkoutSession,
                    view.coupon,
                    view.customer,
                    view.promotionCode,
                    view.start,
                    view.source);
        }
    }
}

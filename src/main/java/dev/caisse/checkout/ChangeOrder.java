package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.discounts.PromotionCodes;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// The payer changes what they pay for on the page: types a promotion code, takes it off, chooses how it is brought.
/// Each in one transaction with the new total.
public final class ChangeOrder {
    private final Db db;
    private final Reprice reprice;
    private final Baskets baskets;
    private final PromotionCodes codes = new PromotionCodes();

    public ChangeOrder(Db db, CheckoutSessions sessions, Reprice reprice) {
        this.db = db;
        this.reprice = reprice;
        this.baskets = new Baskets(sessions);
    }

    /// Why a code was not taken, as the payer may know it. Nothing was written.
    public static final class CodeRefused extends RuntimeException {
        private final transient Optional<Money> minimum;
        private final boolean isOver;

        private CodeRefused(boolean isOver, Optional<Money> minimum) {
            super("a promotion code was not taken", null, false, false);
            this.isOver = isOver;
            this.minimum = minimum;
        }

        /// Whether it was good once.
        public boolean isOver() {
            return isOver;
        }

        /// What the order would have to come to, where it is too small.
        public Optional<Money> minimum() {
            return minimum;
        }
    }

    /// @throws CodeRefused when the order may not have it
    /// @throws NotPayable when nothing can be changed now
    public Basket withCode(Caller caller, CheckoutSession session, String typed) {
        return db.inTransaction(tx -> {
            var code = session.extras().areCodesAllowed()
                    ? codes.findActive(tx, caller.tenant(), typed)
                    : Optional.<PromotionCode>empty();
            var found = code.orElseThrow(() -> new CodeRefused(false, Optional.empty()));
            return reprice.in(tx, caller, session.id(), order -> checked(tx, caller, session, order.withCode(found)));
        });
    }

    private Reprice.Order checked(Tx tx, Caller caller, CheckoutSession session, Reprice.Order order) {
        reprice.why(tx, caller, baskets.of(tx, caller.tenant(), session), order).ifPresent(why -> {
            throw new CodeRefused(
                    why == JudgeDiscount.Why.OVER,
                    order.code()
                            .filter(_ -> why == JudgeDiscount.Why.BELOW_MINIMUM)
                            .flatMap(code -> code.restrictions().minimum()));
        });
        return order;
    }

    /// Takes off what the payer typed. What the merchant gave stays.
    ///
    /// @throws NotPayable when nothing can be changed now
    public Basket withoutCode(Caller caller, CheckoutSession session) {
        return db.inTransaction(tx -> reprice.in(
                tx,
                caller,
                session.id(),
                order -> session.extras().areCodesAllowed() ? order.withoutDiscount() : order));
    }

    /// Takes off a discount that cannot be redeemed any more, whoever gave it.
    ///
    /// @throws NotPayable when nothing can be changed now
    public Basket withoutDiscount(Caller caller, CheckoutSession session) {
        return db.inTransaction(tx -> reprice.in(tx, caller, session.id(), Reprice.Order::withoutDiscount));
    }

    /// How many of a line. Changes nothing when the payer does not choose that.
    ///
    /// @param quantity between the least and the most that may be chosen
    /// @throws NotPayable when nothing can be changed now
    public Basket withQuantity(Caller caller, Basket basket, long line, int quantity) {
        var asked = basket.lines().stream().filter(one -> one.id() == line).findFirst();
        boolean isFree = asked.flatMap(Line::adjustable)
                .filter(between -> between.allows(quantity))
                .isPresent();
        return isFree
                ? db.inTransaction(tx ->
                        reprice.in(tx, caller, basket.session().id(), order -> order.withQuantity(line, quantity)))
                : basket;
    }

    /// Changes nothing when it is none of the session's options.
    ///
    /// @throws NotPayable when nothing can be changed now
    public Basket shippedBy(Caller caller, Basket basket, long rate) {
        boolean isOption =
                basket.given().options().stream().map(ShippingRate::id).anyMatch(id -> id == rate);
        return isOption && !basket.session().extras().shipping().equals(Optional.of(rate))
                ? db.inTransaction(tx -> reprice.in(tx, caller, basket.session().id(), order -> order.shippedBy(rate)))
                : basket;
    }
}

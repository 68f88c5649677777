package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.catalog.NewPrice;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.Discount;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.payments.ChangeAmount;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The one place where the total of a session that is there changes: whatever the payer chose is put into the order,
/// all
/// of it is reckoned anew, and lines, session and intent are saved in one transaction. Never while a payment is under
/// way. A discount that the order may not have any more is taken off.
public final class Reprice {
    private final Clocks clocks;
    private final CheckoutSessions sessions;
    private final PaymentIntents intents;
    private final ChangeAmount changeAmount;
    private final Routing routing;
    private final Baskets baskets;
    private final LineItems items = new LineItems();
    private final JudgeDiscount judgeDiscount = new JudgeDiscount();

    public Reprice(
            Clocks clocks,
            CheckoutSessions sessions,
            PaymentIntents intents,
            ChangeAmount changeAmount,
            Routing routing) {
        this.routing = routing;
        this.clocks = clocks;
        this.sessions = sessions;
        this.intents = intents;
        this.changeAmount = changeAmount;
        this.baskets = new Baskets(sessions);
    }

    /// What the payer may choose.
    ///
    /// @param lines of which only the quantities may be others
    /// @param shipping one of the session's options
    public record Order(
            List<Line> lines, Optional<Coupon> coupon, Optional<PromotionCode> code, Optional<Long> shipping) {
        static Order of(Basket basket) {
            return new Order(
                    basket.lines(),
                    basket.given().coupon(),
                    basket.given().code(),
                    basket.session().extras().shipping());
        }

        public Order withQuantity(long lineItem, int quantity) {
            return new Order(
                    lines.stream()
                            .map(line -> line.item().id() == lineItem
                                    ? new Line(line.item().times(quantity), line.offer())
                                    : line)
                            .toList(),
                    coupon,
                    code,
                    shipping);
        }

        Order withCode(PromotionCode other) {
            return new Order(lines, Optional.of(other.coupon()), Optional.of(other), shipping);
        }

        public Order withoutDiscount() {
            return new Order(lines, Optional.empty(), Optional.empty(), shipping);
        }

        Order shippedBy(long rate) {
            return new Order(lines, coupon, code, Optional.of(rate));
        }

        /// Whether nothing is bought.
        private boolean isEmpty() {
            return lines.stream().allMatch(line -> line.quantity() == 0);
        }

        /// Whether it is more than can be paid anywhere.
        private boolean isTooLarge(long shipping) {
            var most = BigInteger.valueOf(NewPrice.MAX_AMOUNT - shipping);
            return lines.stream()
                            .filter(line -> line.quantity() > 0)
                            .map(line -> line.offer().price().rate().of(line.quantity()))
                            .map(BigInteger::valueOf)
                            .reduce(BigInteger.ZERO, BigInteger::add)
                            .compareTo(most)
                    > 0;
        }

        private Optional<Discount> discount() {
            return coupon.map(given -> new Discount(given.number(), code.map(PromotionCode::id)));
        }
    }

    /// @param change what is to be otherwise; asked with everything locked, and may refuse by throwing
    /// @return the basket as it is afterwards
    /// @throws NotPayable when the session is not open, a payment is under way, or nothing could pay the new total;
    /// nothing was written
    public Basket in(Tx tx, Caller caller, long id, UnaryOperator<Order> change) {
        var tenant = caller.tenant();
        var intent = sessions.find(tx, tenant, id)
                .orElseThrow()
                .payment()
                .map(Payment::intent)
                .map(known -> intents.lock(tx, tenant, known).orElseThrow());
        var session = sessions.lock(tx, tenant, id).orElseThrow();
        refuseUnlessIdle(session, clocks.nowMs(tenant));
        var before = baskets.of(tx, tenant, session);
        var order = judged(tx, caller, before, checked(before, change.apply(Order.of(before))));
        if (!isPayable(caller, before, order)) {
            throw new NotPayable(NotPayable.Why.NOTHING_PAYS);
        }
        var sums = Sums.of(order.lines(), order.coupon(), shipping(before, order));
        var extras = session.extras().with(order.discount(), order.shipping(), sums);
        var priced = session.priced(Money.of(sums.subtotal(), session.total().currency()), extras);
        items.save(tx, tenant, id, sums.lines().stream().map(Line::item).toList());
        sessions.saveTotal(tx, tenant, priced);
        if (!priced.isFree()) {
            changeAmount.in(tx, tenant, intent.orElseThrow(), priced.total());
        }
        return new Basket(priced, sums.lines(), before.given().with(order.coupon(), order.code()));
    }

    private void refuseUnlessIdle(CheckoutSession session, long nowMs) {
        switch (session.stateAt(nowMs)) {
            case State.Open open when open.isBusy() -> throw new NotPayable(NotPayable.Why.UNDER_WAY);
            case State.Open _ -> {}
            case State.Complete _ -> throw new NotPayable(NotPayable.Why.COMPLETE);
            case State.Expired _ -> throw new NotPayable(NotPayable.Why.EXPIRED);
        }
    }

    private static Order checked(Basket before, Order order) {
        if (order.isEmpty() || order.isTooLarge(shipping(before, order))) {
            throw new NotPayable(NotPayable.Why.NOTHING_PAYS);
        }
        return order;
    }

    private Order judged(Tx tx, Caller caller, Basket before, Order order) {
        return why(tx, caller, before, order).isPresent() ? order.withoutDiscount() : order;
    }

    /// What stands in the way of an order's discount.
    Optional<JudgeDiscount.Why> why(Tx tx, Caller caller, Basket before, Order order) {
        var session = before.session();
        long subtotal = Sums.of(order.lines(), Optional.empty(), 0).subtotal();
        var judged = new JudgeDiscount.Order(
                order.lines(),
                Money.of(subtotal, session.total().currency()),
                session.terms().customer().id());
        return order.coupon()
                .flatMap(coupon -> judgeDiscount
                        .why(tx, caller.tenant(), coupon, order.code(), judged, clocks.nowMs(caller.tenant()))
                        .or(() -> isPayable(caller, before, order)
                                ? Optional.empty()
                                : Optional.of(JudgeDiscount.Why.NOTHING_PAYS)));
    }

    private static long shipping(Basket before, Order order) {
        return order.shipping()
                .map(rate -> before.given().options().stream()
                        .filter(option -> option.id() == rate)
                        .findFirst()
                        .orElseThrow()
                        .amount()
                        .minor())
                .orElse(0L);
    }

    /// Some types of payment method have a least amount: a discount may leave nothing that the payer could pay with.
    private boolean isPayable(Caller caller, Basket before, Order order) {
        var session = before.session();
        var terms = session.terms();
        var total = Money.of(
                Sums.of(order.lines(), order.coupon(), shipping(before, order)).total(),
                session.total().currency());
        return total.isZero()
                || !OfferedTypes.of(routing, caller.tenant().live(), terms.methodTypes(), total, terms.capture())
                        .isEmpty();
    }
}

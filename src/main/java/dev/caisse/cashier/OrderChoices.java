package dev.caisse.cashier;

import dev.caisse.cashier.OrderView.Item;
import dev.caisse.checkout.Basket;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.PageKeys;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the payer may change of an order on its page: a promotion code, and how it is brought.
final class OrderChoices {
    private final PageKeys pageKeys;

    OrderChoices(PageKeys pageKeys) {
        this.pageKeys = pageKeys;
    }

    OrderView on(Visit visit, OrderView order) {
        var basket = visit.basket();
        var offering = boxed(visit, order).offering(shipping(visit.words(), basket));
        return basket.session().extras().areCodesAllowed() && basket.session().state() instanceof State.Open
                ? offering.asking(box(visit))
                : offering;
    }

    private CodeBox box(Visit visit) {
        return new CodeBox(
                visit.address("/promotion"),
                pageKeys.form(visit.session().id()),
                visit.basket().given().code().map(PromotionCode::code).orElse(null),
                "",
                null);
    }

    /// Items stand as the lines do.
    private OrderView boxed(Visit visit, OrderView order) {
        var lines = visit.basket().lines();
        boolean isOpen = visit.session().state() instanceof State.Open;
        return isOpen && lines.stream().anyMatch(line -> line.adjustable().isPresent())
                ? order.with(IntStream.range(0, lines.size())
                        .mapToObj(i -> boxed(visit, lines.get(i), order.items().get(i)))
                        .toList())
                : order;
    }

    private Item boxed(Visit visit, Line line, Item item) {
        return line.adjustable()
                .map(between -> item.in(new QuantityBox(
                        visit.address("/quantity"),
                        pageKeys.form(visit.session().id()),
                        Prefix.LINE_ITEM.id(line.id()),
                        line.quantity(),
                        visit.basket().least(line),
                        between.most(),
                        null)))
                .orElse(item);
    }

    /// One alone is no choice.
    private static List<ShippingChoice> shipping(Words words, Basket basket) {
        var options = basket.given().options();
        return options.size() < 2
                ? List.of()
                : options.stream()
                        .map(rate -> new ShippingChoice(
                                Prefix.SHIPPING_RATE.id(rate.id()),
                                rate.displayName(),
                                words.money(
                                        rate.amount().minor(),
                                        rate.amount().currency().code()),
                                basket.session().extras().shipping().equals(Optional.of(rate.id()))))
                        .toList();
    }
}

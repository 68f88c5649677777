package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.api.Tenant;
import dev.caisse.cashier.OrderView.Item;
import dev.caisse.cashier.ReceiptView.Fact;
import dev.caisse.checkout.Basket;
import dev.caisse.checkout.Baskets;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.clocks.Clocks;
import dev.caisse.methods.CardDetails;
import dev.caisse.methods.ShownMethod;
import dev.caisse.payments.Charge;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.mail.Mail;
import dev.caisse.platform.money.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows a payer what they paid, in their language: how much, for what, with which card, and what came back. Knows no
/// more of a card than its brand and its last four digits.
final class ShowReceipt {
    private static final Map<String, String> BRANDS = Map.of(
            "visa", "Visa",
            "mastercard", "Mastercard",
            "amex", "American Express",
            "discover", "Discover",
            "diners", "Diners Club",
            "jcb", "JCB",
            "unionpay", "UnionPay");

    private final Db db;
    private final Clocks clocks;
    private final KnownAccounts accounts;
    private final Baskets baskets;

    ShowReceipt(Db db, Clocks clocks, KnownAccounts accounts, CheckoutSessions sessions) {
        this.db = db;
        this.clocks = clocks;
        this.accounts = accounts;
        this.baskets = new Baskets(sessions);
    }

    /// What the payment's session sold, if it was made by one.
    Optional<Basket> basket(Tenant tenant, PaymentIntent intent) {
        return intent.details().session().flatMap(id -> baskets.find(db, tenant, id));
    }

    /// @param charge one that has a receipt
    ReceiptView run(Words words, Tenant tenant, PaymentIntent intent, Charge charge, Optional<Basket> basket) {
        var name = Mail.oneLine(accounts.of(tenant.account()).name());
        return new ReceiptView(
                words,
                new ShopView(name, null, null, !tenant.live()),
                order(words, intent, charge, basket),
                facts(words, tenant, intent, charge));
    }

    private static OrderView order(Words words, PaymentIntent intent, Charge charge, Optional<Basket> basket) {
        return new OrderView(
                money(words, charge.captured(), charge),
                basket.map(found -> items(words, found)).orElseGet(() -> described(words, intent)),
                basket.map(found -> OrderRows.of(words, found)).orElse(List.of()).stream()
                        .map(row -> new OrderView.Row(Mail.oneLine(row.label()), row.amount()))
                        .toList());
    }

    private static List<Item> items(Words words, Basket basket) {
        var currency = basket.session().total().currency();
        return basket.lines().stream()
                .filter(line -> line.quantity() > 0)
                .map(line -> new Item(
                        Mail.oneLine(line.description()),
                        null,
                        words.quantity(
                                line.quantity(),
                                line.offer()
                                        .price()
                                        .rate()
                                        .unitAmount()
                                        .map(amount -> money(words, Money.of(amount, currency)))),
                        money(words, Money.of(line.amountSubtotal(), currency)),
                        null))
                .toList();
    }

    private static List<Item> described(Words words, PaymentIntent intent) {
        return intent.details().description().stream()
                .map(text -> new Item(Mail.oneLine(text), null, null, money(words, intent.amount()), null))
                .toList();
    }

    private List<Fact> facts(Words words, Tenant tenant, PaymentIntent intent, Charge charge) {
        long taken = charge.balanceTransaction().orElse(charge.id());
        var paid = Instant.ofEpochMilli(clocks.lookedAt(tenant).ms(taken));
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(words.text("receipt.date"), words.date(paid, ZoneOffset.UTC) + " UTC"));
        facts.add(new Fact(words.text("receipt.method"), paidWith(words, charge.paidWith())));
        if (charge.refunded() > 0) {
            facts.add(new Fact(words.text("receipt.refunded"), money(words, charge.refunded(), charge)));
        }
        intent.details()
                .merchantOrderId()
                .ifPresent(order -> facts.add(new Fact(words.text("receipt.order"), Mail.oneLine(order))));
        facts.add(new Fact(words.text("receipt.reference"), Prefix.CHARGE.id(charge.id())));
        return facts;
    }

    private static String paidWith(Words words, ShownMethod method) {
        return method.card().map(card -> card(words, card)).orElseGet(() -> words.method(method.type()));
    }

    private static String card(Words words, CardDetails card) {
        var brand = BRANDS.getOrDefault(card.brand(), words.text("section.card"));
        return words.text("receipt.card", brand, card.last4());
    }

    private static String money(Words words, long minor, Charge charge) {
        return money(words, Money.of(minor, charge.amount().currency()));
    }

    private static String money(Words words, Money money) {
        return words.money(money.minor(), money.currency().code());
    }
}

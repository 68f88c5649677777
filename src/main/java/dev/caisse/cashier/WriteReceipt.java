package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.cashier.OrderView.Item;
import dev.caisse.cashier.ReceiptView.Fact;
import dev.caisse.checkout.Basket;
import dev.caisse.checkout.Baskets;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.clocks.Clocks;
import dev.caisse.mail.Letter;
import dev.caisse.mail.Writing;
import dev.caisse.methods.CardDetails;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.mail.Mail;
import dev.caisse.platform.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A payer's receipt, in their language: what was paid, for what, with which card. Knows no more of a card than its
/// brand and its last four digits.
public final class WriteReceipt implements Writing {
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
    private final PaymentIntents intents;
    private final PaymentMethods methods = new PaymentMethods();

    public WriteReceipt(
            Db db, Clocks clocks, KnownAccounts accounts, CheckoutSessions sessions, PaymentIntents intents) {
        this.db = db;
        this.clocks = clocks;
        this.accounts = accounts;
        this.baskets = new Baskets(sessions);
        this.intents = intents;
    }

    @Override
    public Written written(Letter letter) {
        var view = view(letter);
        var html = new String(view.render(), StandardCharsets.UTF_8);
        return new Written(view.shop().name(), view.subject(), view.text(), Optional.of(html));
    }

    private ReceiptView view(Letter letter) {
        var words = Words.of(letter.locale());
        var tenant = letter.tenant();
        var intent = intents.find(db, tenant, number(Prefix.INTENT, letter, "intent"))
                .orElseThrow();
        var name = Mail.oneLine(accounts.of(tenant.account()).name());
        return new ReceiptView(
                words,
                new ShopView(name, null, null, !tenant.live()),
                order(words, letter, intent),
                facts(words, letter, intent));
    }

    private OrderView order(Words words, Letter letter, PaymentIntent intent) {
        var basket = intent.details().session().flatMap(id -> baskets.find(db, letter.tenant(), id));
        var received = Money.of(intent.amountReceived(), intent.amount().currency());
        return new OrderView(
                money(words, received),
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

    private List<Fact> facts(Words words, Letter letter, PaymentIntent intent) {
        var paid = Instant.ofEpochMilli(clocks.lookedAt(letter.tenant()).ms(letter.id()));
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(words.text("receipt.date"), words.date(paid, ZoneOffset.UTC) + " UTC"));
        intent.method()
                .flatMap(method -> methods.find(db, letter.tenant(), method))
                .ifPresent(method -> facts.add(new Fact(words.text("receipt.method"), paidWith(words, method))));
        intent.details()
                .merchantOrderId()
                .ifPresent(order -> facts.add(new Fact(words.text("receipt.order"), Mail.oneLine(order))));
        facts.add(new Fact(words.text("receipt.reference"), letter.facts().get("charge")));
        return facts;
    }

    private static String paidWith(Words words, PaymentMethod method) {
        return method.card().map(card -> card(words, card)).orElseGet(() -> words.method(method.type()));
    }

    private static String card(Words words, CardDetails card) {
        var brand = BRANDS.getOrDefault(card.brand(), words.text("section.card"));
        return words.text("receipt.card", brand, card.last4());
    }

    private static long number(Prefix prefix, Letter letter, String fact) {
        return prefix.read(letter.facts().get(fact)).orElseThrow();
    }

    private static String money(Words words, Money money) {
        return words.money(money.minor(), money.currency().code());
    }
}

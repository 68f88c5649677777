package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.clocks.Clocks;
import dev.caisse.mail.Letter;
import dev.caisse.mail.Writing;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A payer's receipt as a letter.
public final class WriteReceipt implements Writing {
    private final Db db;
    private final PaymentIntents intents;
    private final ShowReceipt showReceipt;
    private final Charges charges = new Charges();

    public WriteReceipt(
            Db db, Clocks clocks, KnownAccounts accounts, CheckoutSessions sessions, PaymentIntents intents) {
        this.db = db;
        this.intents = intents;
        this.showReceipt = new ShowReceipt(db, clocks, accounts, sessions);
    }

    @Override
    public Written written(Letter letter) {
        var view = view(letter);
        var html = new String(view.render(), StandardCharsets.UTF_8);
        return new Written(view.shop().name(), view.subject(), view.text(), Optional.of(html));
    }

    private ReceiptView view(Letter letter) {
        var tenant = letter.tenant();
        var intent = intents.find(db, tenant, number(Prefix.INTENT, letter, "intent"))
                .orElseThrow();
        var charge = charges.find(db, tenant, number(Prefix.CHARGE, letter, "charge"))
                .orElseThrow();
        var basket = showReceipt.basket(tenant, intent);
        return showReceipt.run(Words.of(letter.locale()), tenant, intent, charge, basket);
    }

    private static long number(Prefix prefix, Letter letter, String fact) {
        return prefix.read(letter.facts().get(fact)).orElseThrow();
    }
}

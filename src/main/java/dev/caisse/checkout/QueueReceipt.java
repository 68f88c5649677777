package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.mail.Letter.Kind;
import dev.caisse.mail.QueueLetter;
import dev.caisse.mail.QueueLetter.Wanted;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.Settlement;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Promises the payer's receipt in the transaction that records their money: one for each charge, to the address the
/// merchant named, else to the one the payer typed.
public final class QueueReceipt implements Settlement {
    private final CheckoutSessions sessions;
    private final QueueLetter queueLetter;

    public QueueReceipt(CheckoutSessions sessions, QueueLetter queueLetter) {
        this.sessions = sessions;
        this.queueLetter = queueLetter;
    }

    @Override
    public void settled(Tx tx, Caller caller, PaymentIntent intent) {
        if (intent.state() instanceof State.Succeeded) {
            var session = intent.details().session().flatMap(id -> sessions.find(tx, caller.tenant(), id));
            address(intent, session)
                    .map(to -> receipt(intent, session, to))
                    .ifPresent(wanted -> queueLetter.in(tx, caller.tenant(), wanted));
        }
    }

    @Override
    public boolean isAwaiting(PaymentIntent intent) {
        return intent.details().session().isPresent()
                || intent.details().receiptEmail().isPresent();
    }

    private static Optional<String> address(PaymentIntent intent, Optional<CheckoutSession> session) {
        return intent.details()
                .receiptEmail()
                .or(() -> session.flatMap(CheckoutSession::customer).map(payer -> payer.email()));
    }

    private static Wanted receipt(PaymentIntent intent, Optional<CheckoutSession> session, String to) {
        var charge = Prefix.CHARGE.id(intent.latestCharge().orElseThrow());
        var facts = Map.of("intent", Prefix.INTENT.id(intent.id()), "charge", charge);
        return new Wanted(Kind.RECEIPT, "receipt " + charge, to, locale(session), facts);
    }

    /// English where nobody saw a page.
    private static Locale locale(Optional<CheckoutSession> session) {
        return session.flatMap(CheckoutSession::language)
                .map(Locale::forLanguageTag)
                .orElse(Locale.ENGLISH);
    }
}

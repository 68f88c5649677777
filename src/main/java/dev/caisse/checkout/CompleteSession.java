package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.CreateCustomer;
import dev.caisse.customers.NewCustomer;
import dev.caisse.discounts.Redeem;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Writes that a session is complete, with its event, counts its discount and its link as
/// used, and makes its customer where the
/// merchant wants one.
public final class CompleteSession {
    private final CheckoutSessions sessions;
    private final PaymentIntents intents;
    private final CreateCustomer createCustomer;
    private final Charges charges = new Charges();
    private final UseLink useLink;
    private final Redeem redeem = new Redeem();
    private final SessionEvents sessionEvents;

    public CompleteSession(
            SessionEvents sessionEvents,
            CheckoutSessions sessions,
            PaymentIntents intents,
            CreateCustomer createCustomer,
            UseLink useLink) {
        this.sessions = sessions;
        this.intents = intents;
        this.createCustomer = createCustomer;
        this.useLink = useLink;
        this.sessionEvents = sessionEvents;
    }

    /// @param complete a session that has just become so
    CheckoutSession in(Tx tx, Caller caller, CheckoutSession complete) {
        var done = complete.terms().customer().isToBeMade() ? withCustomer(tx, caller, complete) : complete;
        sessions.save(tx, caller.tenant(), done);
        done.extras().discount().ifPresent(discount -> redeem.spent(tx, caller.tenant(), discount));
        useLink.spent(tx, caller, done);
        sessionEvents.append(tx, caller, "checkout.session.completed", done);
        return done;
    }

    /// Makes the customer of a session whose payment was just approved, where the merchant wants one. Says whether it
    /// did.
    boolean hasMadeCustomer(Tx tx, Caller caller, CheckoutSession paid) {
        if (!paid.terms().customer().isToBeMade()) {
            return false;
        }
        sessions.save(tx, caller.tenant(), withCustomer(tx, caller, paid));
        return true;
    }

    private CheckoutSession withCustomer(Tx tx, Caller caller, CheckoutSession complete) {
        var payer = complete.customer().orElse(BillingDetails.EMPTY);
        long customer = createCustomer
                .in(tx, caller, NewCustomer.of(payer, complete.collected().shipping()))
                .id();
        complete.payment().map(Payment::intent).ifPresent(intent -> {
            intents.give(tx, caller.tenant(), intent, customer);
            charges.give(tx, caller.tenant(), intent, Optional.of(customer));
        });
        return complete.of(customer);
    }
}

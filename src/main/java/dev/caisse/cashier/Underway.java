package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.NextAction;
import dev.caisse.payments.PaymentError;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.setup.SetupIntent;
import dev.caisse.setup.Setups;
import java.util.Optional;

/// The intent behind a session's page, whether it pays or saves a card: how far it is, and the ways on from there.
final class Underway {
    private final Db db;
    private final PaymentIntents intents;
    private final Payments payments;
    private final Setups setups;
    private final PaymentMethods methods = new PaymentMethods();

    Underway(Db db, PaymentIntents intents, Payments payments, Setups setups) {
        this.db = db;
        this.intents = intents;
        this.payments = payments;
        this.setups = setups;
    }

    /// How far it is.
    ///
    /// @param isAtWork whether somebody is waiting for a bank's answer
    /// @param action what its payer has to do elsewhere
    /// @param hasCode whether this node has the security code that going on will need
    /// @param type of the method it is being paid with, while its payer is waited for elsewhere
    record Progress(
            boolean isAtWork,
            Optional<NextAction> action,
            Optional<PaymentError> error,
            boolean hasCode,
            Optional<MethodType> type) {
        boolean isAwaitingPayer() {
            return action.isPresent();
        }

        /// Whether its payer is waited for by a provider, and could pay in another way meanwhile.
        boolean isElsewhere() {
            return action.filter(next -> !next.isChallenge()).isPresent();
        }
    }

    /// None when the session has nothing to pay and no card to save.
    Optional<Progress> find(Visit visit) {
        return payment(visit)
                .map(intent -> progress(visit, intent))
                .or(() -> setup(visit).map(this::progress));
    }

    private Progress progress(Visit visit, PaymentIntent intent) {
        var type = intent.nextAction()
                .filter(next -> !next.isChallenge())
                .flatMap(_ -> intent.method())
                .flatMap(id -> methods.find(db, visit.caller().tenant(), id))
                .map(PaymentMethod::type);
        return new Progress(
                intent.state() instanceof PaymentIntent.State.Processing,
                intent.nextAction(),
                intent.lastError(),
                type.isPresent() || payments.resume().hasCode(intent),
                type);
    }

    private Progress progress(SetupIntent intent) {
        return new Progress(
                intent.state() instanceof SetupIntent.State.Processing,
                intent.nextAction(),
                intent.lastError(),
                setups.resume().hasCode(intent),
                Optional.empty());
    }

    /// Whether the card that pays is saved for later, because the merchant said so. Nobody is asked where there is no
    /// customer it could belong to.
    boolean isCardSaved(Visit visit) {
        var customer = visit.session().terms().customer();
        return (customer.id().isPresent() || customer.creation().isPresent())
                && payment(visit)
                        .flatMap(intent -> intent.details().particulars().futureUsage())
                        .isPresent();
    }

    /// Whether what pays is to be saved for later.
    boolean isMethodToBeSaved(Visit visit) {
        return payment(visit)
                .flatMap(intent -> intent.details().particulars().futureUsage())
                .isPresent();
    }

    /// The payer is back from their bank.
    void resume(Visit visit) {
        payment(visit).ifPresent(intent -> payments.resume().run(visit.caller(), intent.id()));
        setup(visit).ifPresent(intent -> setups.resume().run(visit.caller(), intent.id()));
    }

    /// The security code, asked again.
    void hold(Visit visit, SecurityCode code) {
        payment(visit).ifPresent(intent -> payments.resume().hold(intent, code));
        setup(visit).ifPresent(intent -> setups.resume().hold(intent, code));
    }

    /// The payer wants to use another card.
    void abandon(Visit visit) {
        var caller = visit.caller();
        payment(visit)
                .ifPresent(intent -> payments.cancel()
                        .abandon(
                                caller,
                                tx -> intents.lock(tx, caller.tenant(), intent.id())
                                        .orElseThrow()));
        setup(visit)
                .ifPresent(intent -> db.inTransaction(tx -> setups.cancel()
                        .abandon(
                                tx,
                                caller,
                                setups.intents()
                                        .lock(tx, caller.tenant(), intent.id())
                                        .orElseThrow())));
    }

    private Optional<PaymentIntent> payment(Visit visit) {
        return visit.session()
                .payment()
                .map(Payment::intent)
                .flatMap(intent -> intents.find(db, visit.caller().tenant(), intent));
    }

    private Optional<SetupIntent> setup(Visit visit) {
        return visit.session()
                .setup()
                .map(Setup::intent)
                .flatMap(intent -> setups.intents().find(db, visit.caller().tenant(), intent));
    }
}

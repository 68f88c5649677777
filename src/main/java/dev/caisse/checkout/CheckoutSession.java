package dev.caisse.checkout;

import dev.caisse.api.Metadata;
import dev.caisse.api.Secret;
import dev.caisse.checkout.CheckoutSession.State.Complete;
import dev.caisse.checkout.CheckoutSession.State.Expired;
import dev.caisse.checkout.CheckoutSession.State.Open;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.customers.BillingDetails;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// What a payer sees on the payment page, and how far they have come. Every rule about its life is here; nothing here
/// reads a clock or a database.
///
/// @param expiresMs from this wall-clock millisecond on it is expired, unless a payment is under way
/// @param payment the intent to be paid; none when there can be nothing to pay
/// @param setup the setup intent, of a session that only saves a card
/// @param customer who paid, or tried to
/// @param collected what they said besides who they are
/// @param language in which they saw the page when they pressed the button, as a language tag
public record CheckoutSession(
        long id,
        State state,
        Money subtotal,
        Money total,
        long expiresMs,
        Optional<Payment> payment,
        Optional<Setup> setup,
        int declines,
        Optional<BillingDetails> customer,
        Optional<String> language,
        Terms terms,
        Extras extras,
        Collected collected) {
    /// After so many declines the page asks the payer to turn to the shop. (cashier)
    public static final int MAX_DECLINES = 10;

    /// The intent made with the session, and what lets a browser see it.
    public record Payment(long intent, Secret clientSecret) {}

    /// The setup intent made with the session.
    ///
    /// @param currency as far as the merchant named one
    public record Setup(long intent, Secret clientSecret, Optional<CurrencyCode> currency) {}

    /// What the merchant asked for; no rule about the session's life looks at these.
    ///
    /// @param successUrl none where the page itself says that it is done
    /// @param known what the merchant knows of the payer, put into the form
    public record Terms(
            Optional<String> successUrl,
            Optional<String> cancelUrl,
            Optional<String> clientReferenceId,
            Optional<String> customerEmail,
            Metadata metadata,
            Optional<List<String>> methodTypes,
            boolean isAddressRequired,
            Optional<String> locale,
            Optional<String> submitType,
            BillingDetails known,
            Optional<Preference> threeDSecure,
            Capture capture,
            Buyer customer,
            Asks asks,
            Origin origin) {
        Terms with(Metadata changed) {
            return new Terms(
                    successUrl,
                    cancelUrl,
                    clientReferenceId,
                    customerEmail,
                    changed,
                    methodTypes,
                    isAddressRequired,
                    locale,
                    submitType,
                    known,
                    threeDSecure,
                    capture,
                    customer,
                    asks,
                    origin);
        }

        /// The same, its payer being this one, and asked this.
        Terms with(BillingDetails details, Buyer buyer, Asks questions) {
            return new Terms(
                    successUrl,
                    cancelUrl,
                    clientReferenceId,
                    customerEmail,
                    metadata,
                    methodTypes,
                    isAddressRequired,
                    locale,
                    submitType,
                    details,
                    threeDSecure,
                    capture,
                    buyer,
                    questions,
                    origin);
        }

        Terms from(Origin other) {
            return new Terms(
                    successUrl,
                    cancelUrl,
                    clientReferenceId,
                    customerEmail,
                    metadata,
                    methodTypes,
                    isAddressRequired,
                    locale,
                    submitType,
                    known,
                    threeDSecure,
                    capture,
                    customer,
                    asks,
                    other);
        }

        /// The address that the merchant named, and the payer cannot change.
        public Optional<String> fixedEmail() {
            return customerEmail.or(() -> customer.id().flatMap(_ -> Optional.ofNullable(known.email())));
        }
    }

    /// What a session was made of, when no request of the merchant's made it.
    ///
    /// @param link the payment link that was visited
    /// @param thanks what the page says to a payer who is done, in the merchant's words
    /// @param recovered the expired session that it is like
    /// @param recipe of what another like it can be made once it is expired; only where that may be
    public record Origin(
            Optional<Long> link, Optional<String> thanks, Optional<Long> recovered, Optional<Recipe> recipe) {
        static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Origin of(PaymentLink link) {
            return new Origin(Optional.of(link.id()), link.completion().thanks(), Optional.empty(), Optional.empty());
        }

        /// Of a session that is made like an expired one.
        Origin recovering(long expired) {
            return new Origin(link, thanks, Optional.of(expired), recipe);
        }

        Origin with(Recipe other) {
            return new Origin(link, thanks, recovered, Optional.of(other));
        }
    }

    /// The merchant's record of the payer.
    ///
    /// @param id the customer; of a session that makes one, once it is complete
    /// @param creation when one is to be made, in the API's words
    public record Buyer(Optional<Long> id, Optional<String> creation) {
        static final String ALWAYS = "always";
        static final String IF_REQUIRED = "if_required";

        boolean isToBeMade() {
            return id.isEmpty() && creation.filter(ALWAYS::equals).isPresent();
        }
    }

    /// Each state carries exactly the facts that are true in it.
    public sealed interface State {

        /// @param isBusy whether its intent has an attempt that could still take money
        record Open(boolean isBusy) implements State {}

        /// @param isPaid whether the money is here; false too when there was nothing to pay
        record Complete(boolean isPaid) implements State {}

        record Expired() implements State {}

        /// The name the API shows.
        default String status() {
            return switch (this) {
                case Open _ -> "open";
                case Complete _ -> "complete";
                case Expired _ -> "expired";
            };
        }
    }

    /// The state every reader sees at a time: an open session that is not busy is expired from its time on, whether or
    /// not a worker has come by.
    public State stateAt(long nowMs) {
        return state instanceof Open open && !open.isBusy() && nowMs >= expiresMs ? new Expired() : state;
    }

    public boolean isFree() {
        return total.isZero();
    }

    /// Whether it only saves a card for later.
    public boolean isSetup() {
        return setup.isPresent();
    }

    /// Whether a card is asked for, to be charged or to be saved.
    public boolean isCardAsked() {
        return !isFree() || isSetup();
    }

    /// In which it is; a session that only saves a card may have none.
    Optional<CurrencyCode> currency() {
        return setup.map(Setup::currency).orElseGet(() -> Optional.of(total.currency()));
    }

    /// What lets a browser see it.
    Optional<Secret> clientSecret() {
        return payment.map(Payment::clientSecret).or(() -> setup.map(Setup::clientSecret));
    }

    /// Whether its payer is done and the money is not here: it is held, on its way, or did not come.
    public boolean isUnpaid() {
        return state instanceof Complete complete && !complete.isPaid() && !isFree();
    }

    public String paymentStatus() {
        if (isFree()) {
            return "no_payment_required";
        }
        return state instanceof Complete complete && complete.isPaid() ? "paid" : "unpaid";
    }

    /// The payer has pressed the button.
    ///
    /// @throws NotPayable when this session cannot be paid now
    CheckoutSession begin(long nowMs, BillingDetails payer) {
        return switch (stateAt(nowMs)) {
            case Open open when open.isBusy() -> throw new NotPayable(NotPayable.Why.UNDER_WAY);
            case Open _ when declines >= MAX_DECLINES -> throw new NotPayable(NotPayable.Why.TOO_MANY_DECLINES);
            case Open _ -> in(new Open(isCardAsked()), declines, Optional.of(payer));
            case Complete _ -> throw new NotPayable(NotPayable.Why.COMPLETE);
            case Expired _ -> throw new NotPayable(NotPayable.Why.EXPIRED);
        };
    }

    /// The payer is done: paid, held for a capture, or nothing was to pay. Also when the time ran out meanwhile.
    CheckoutSession complete(boolean isPaid) {
        return switch (state) {
            case Open _ -> in(new Complete(isPaid), declines, customer);
            case Complete _, Expired _ -> throw cannot("completed");
        };
    }

    /// The payment was declined; another may be tried.
    CheckoutSession declined() {
        return switch (state) {
            case Open _ -> in(new Open(false), declines + 1, customer);
            case Complete _, Expired _ -> throw cannot("declined");
        };
    }

    /// What was held is paid now, or, after all, will not be.
    CheckoutSession captured() {
        return switch (state) {
            case Complete _ -> in(new Complete(true), declines, customer);
            case Open _, Expired _ -> throw cannot("captured");
        };
    }

    /// Its time is over, or the merchant ended it, and nothing can move any more.
    CheckoutSession expire() {
        return switch (state) {
            case Open _ -> in(new Expired(), declines, customer);
            case Complete _, Expired _ -> throw cannot("expired");
        };
    }

    CheckoutSession withMetadata(Metadata metadata) {
        return new CheckoutSession(
                id,
                state,
                subtotal,
                total,
                expiresMs,
                payment,
                setup,
                declines,
                customer,
                language,
                terms.with(metadata),
                extras,
                collected);
    }

    /// The same, its payer being this customer.
    CheckoutSession of(long made) {
        var buyer = new Buyer(Optional.of(made), terms.customer().creation());
        return new CheckoutSession(
                id,
                state,
                subtotal,
                total,
                expiresMs,
                payment,
                setup,
                declines,
                customer,
                language,
                terms.with(terms.known(), buyer, terms.asks()),
                extras,
                collected);
    }

    /// The same, its payer seeing the page in this language.
    CheckoutSession speaking(String tag) {
        return new CheckoutSession(
                id,
                state,
                subtotal,
                total,
                expiresMs,
                payment,
                setup,
                declines,
                customer,
                Optional.of(tag),
                terms,
                extras,
                collected);
    }

    /// The same with another total. Only what is open and not busy may be priced anew.
    CheckoutSession priced(Money sum, Extras others) {
        return new CheckoutSession(
                id,
                state,
                sum,
                others.total(sum),
                expiresMs,
                payment,
                setup,
                declines,
                customer,
                language,
                terms,
                others,
                collected);
    }

    /// The same, its payer having said this.
    CheckoutSession told(Collected said) {
        return new CheckoutSession(
                id, state, subtotal, total, expiresMs, payment, setup, declines, customer, language, terms, extras,
                said);
    }

    private CheckoutSession in(State next, int declinesThen, Optional<BillingDetails> payer) {
        return new CheckoutSession(
                id,
                next,
                subtotal,
                total,
                expiresMs,
                payment,
                setup,
                declinesThen,
                payer,
                language,
                terms,
                extras,
                collected);
    }

    private IllegalStateException cannot(String verb) {
        return new IllegalStateException("session " + id + " cannot be " + verb + " when " + state);
    }
}

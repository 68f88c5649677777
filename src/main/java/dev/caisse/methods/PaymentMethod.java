package dev.caisse.methods;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.PaymentMethod.State.Saved;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.methods.PaymentMethod.State.UsedUp;
import dev.caisse.platform.ids.Prefix;
import java.time.YearMonth;
import java.util.Optional;

/// What somebody pays with. Its own id is also the vault's token for the card number. Without a customer it can be used
/// once; with one, again and again for that customer, until it is detached.
///
/// @param shown what may be shown of it
/// @param usage what it was made ready for, and so what its bank knows of it
public record PaymentMethod(
        long id, ShownMethod shown, BillingDetails billing, State state, Optional<Usage> usage, Metadata metadata) {

    /// Whether it can still be used, and by whom.
    public sealed interface State {
        record Unused() implements State {}

        record Saved(long customer) implements State {}

        /// Used without a customer, or detached from one.
        record UsedUp() implements State {}
    }

    public MethodType type() {
        return shown.type();
    }

    /// None of another type.
    public Optional<CardDetails> card() {
        return shown.card();
    }

    /// Whether its payer has agreed, and proved to their bank, that the merchant may use it without them.
    public boolean isSetUpOffSession() {
        return usage.filter(Usage.OFF_SESSION::equals).isPresent();
    }

    /// Whether it can be saved for a customer, or is.
    boolean mayBeOf(long customer) {
        return state instanceof Unused || state instanceof Saved saved && saved.customer() == customer;
    }

    /// Whose it is.
    public Optional<Long> customer() {
        return state instanceof Saved saved ? Optional.of(saved.customer()) : Optional.empty();
    }

    /// Saved for a customer; the same when it is theirs already.
    public PaymentMethod attachedTo(long customer) {
        if (!type().isRecurring()) {
            throw unexpected(
                    "is of type " + type().name() + ", which can be used once and not be saved for a customer");
        }
        return switch (state) {
            case Unused _ -> in(new Saved(customer));
            case Saved saved when saved.customer() == customer -> this;
            case Saved _ -> throw unexpected("is attached to another customer already. Detach it, and make a new one");
            case UsedUp _ -> throw usedUp();
        };
    }

    PaymentMethod detached() {
        return switch (state) {
            case Saved _ -> in(new UsedUp());
            case Unused _, UsedUp _ -> throw unexpected("is not attached to a customer");
        };
    }

    /// As it is once it pays for something.
    ///
    /// @param customer of what is paid
    /// @throws Refusal when it cannot pay for that
    public PaymentMethod usedFor(Optional<Long> customer) {
        return switch (state) {
            case Unused _ -> in(new UsedUp());
            case Saved saved when customer.filter(id -> id == saved.customer()).isPresent() -> this;
            case Saved _ ->
                throw Refusal.of(
                        400,
                        "payment_method_customer_mismatch",
                        "payment_method",
                        "The payment method " + Prefix.METHOD.id(id)
                                + " is attached to a customer, and can only be used with that `customer`.");
            case UsedUp _ -> throw usedUp();
        };
    }

    PaymentMethod with(BillingDetails details, Optional<YearMonth> expiry, Metadata changed) {
        var then = expiry.flatMap(month -> card().map(card -> ShownMethod.of(card.with(month))))
                .orElse(shown);
        return new PaymentMethod(id, then, details, state, usage, changed);
    }

    /// The same, with what its issuer said of the data around the card, if it said anything.
    public PaymentMethod judged(Checks checks) {
        return checks.equals(Checks.NONE) || card().isEmpty()
                ? this
                : new PaymentMethod(id, ShownMethod.of(card().get().with(checks)), billing, state, usage, metadata);
    }

    private PaymentMethod in(State next) {
        return new PaymentMethod(id, shown, billing, next, usage, metadata);
    }

    private Refusal usedUp() {
        return unexpected("was used without a customer, or detached from one, and cannot be used again. To use one more"
                + " than once, attach it to a customer first");
    }

    private Refusal unexpected(String whatIsWrong) {
        return Refusal.of(
                400,
                "payment_method_unexpected_state",
                "payment_method",
                "The payment method " + Prefix.METHOD.id(id) + " " + whatIsWrong + ".");
    }
}

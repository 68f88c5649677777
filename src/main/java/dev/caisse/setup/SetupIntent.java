package dev.caisse.setup;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.api.Secret;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Rehearsal;
import dev.caisse.methods.Usage;
import dev.caisse.payments.NextAction;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.SetupIntent.State.Canceled;
import dev.caisse.setup.SetupIntent.State.Processing;
import dev.caisse.setup.SetupIntent.State.RequiresAction;
import dev.caisse.setup.SetupIntent.State.RequiresConfirmation;
import dev.caisse.setup.SetupIntent.State.RequiresPaymentMethod;
import dev.caisse.setup.SetupIntent.State.Succeeded;
import java.util.Optional;

/// Somebody's intention to have a payment method ready for later, and how far it has come. The payment intent's machine
/// without money: nothing is captured, and nothing can be held.
///
/// @param latestAttempt the attempt that was made last
public record SetupIntent(long id, State state, Optional<Long> latestAttempt, Details details) {
    /// In which nothing is asked for, where nobody named another.
    public static final CurrencyCode ANY_CURRENCY = CurrencyCode.of("USD");

    /// What the merchant said about it; no rule looks at these.
    ///
    /// @param customer whose method it will be
    /// @param session the checkout session it was made with, which then decides about its end
    /// @param currency what the card is asked in; banks want to be told one even for nothing
    public record Details(
            Usage usage,
            Optional<Long> customer,
            Optional<String> description,
            Metadata metadata,
            Optional<String> returnUrl,
            Preference threeDSecure,
            Optional<Long> session,
            Optional<CurrencyCode> currency,
            Secret clientSecret) {

        /// What the merchant wants the sandbox to do wrong with it. (test-values: faults on demand)
        Optional<String> rehearsal() {
            return Optional.ofNullable(metadata.entries().get("sandbox"))
                    .filter(words -> Rehearsal.read(words).isPresent());
        }
    }

    /// Each state carries exactly the facts that are true in it. Methods are named by their number.
    public sealed interface State {
        record RequiresPaymentMethod(Optional<PaymentError> lastError) implements State {}

        record RequiresConfirmation(long method) implements State {}

        record Processing(long method) implements State {}

        record RequiresAction(long method, NextAction next) implements State {}

        record Succeeded(long method) implements State {}

        /// @param canceledMs wall-clock milliseconds
        record Canceled(Optional<String> reason, long canceledMs) implements State {}

        /// The name the API shows.
        default String status() {
            return switch (this) {
                case RequiresPaymentMethod _ -> "requires_payment_method";
                case RequiresConfirmation _ -> "requires_confirmation";
                case Processing _ -> "processing";
                case RequiresAction _ -> "requires_action";
                case Succeeded _ -> "succeeded";
                case Canceled _ -> "canceled";
            };
        }
    }

    static SetupIntent create(long id, Details details) {
        return new SetupIntent(id, new RequiresPaymentMethod(Optional.empty()), Optional.empty(), details);
    }

    /// What its attempts ask a bank for.
    Money nothing() {
        return Money.of(0, details.currency().orElse(ANY_CURRENCY));
    }

    /// A method is set, or another one, to be confirmed later.
    SetupIntent withMethod(long method) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> in(new RequiresConfirmation(method));
            case Processing _, RequiresAction _, Succeeded _, Canceled _ -> throw cannot("given a payment method");
        };
    }

    /// The method was cleared.
    SetupIntent withoutMethod() {
        return switch (state) {
            case RequiresPaymentMethod _ -> this;
            case RequiresConfirmation _ -> in(new RequiresPaymentMethod(Optional.empty()));
            case Processing _, RequiresAction _, Succeeded _, Canceled _ ->
                throw cannot("stripped of its payment method");
        };
    }

    /// Other words about it, while nothing is under way.
    SetupIntent with(Details changed) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> new SetupIntent(id, state, latestAttempt, changed);
            case Processing _, RequiresAction _, Succeeded _, Canceled _ -> throw cannot("updated");
        };
    }

    /// Confirmed with the method that is set, or with one that comes in the same call: an attempt is opened.
    SetupIntent confirm(long method, long attempt) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ ->
                new SetupIntent(id, new Processing(method), Optional.of(attempt), details);
            case Processing _, RequiresAction _, Succeeded _, Canceled _ -> throw cannot("confirmed");
        };
    }

    /// Confirmed and declined in one step: the card was refused before anyone was asked.
    SetupIntent turnedAway(PaymentError error) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> in(new RequiresPaymentMethod(Optional.of(error)));
            case Processing _, RequiresAction _, Succeeded _, Canceled _ -> throw cannot("confirmed");
        };
    }

    /// The payer is known now, and their card is asked next.
    SetupIntent authenticated(long attempt) {
        return switch (state) {
            case Processing now -> new SetupIntent(id, now, Optional.of(attempt), details);
            case RequiresPaymentMethod _, RequiresConfirmation _, RequiresAction _, Succeeded _, Canceled _ ->
                throw cannot("authenticated");
        };
    }

    SetupIntent approved() {
        return switch (state) {
            case Processing now -> in(new Succeeded(now.method()));
            case RequiresPaymentMethod _, RequiresConfirmation _, RequiresAction _, Succeeded _, Canceled _ ->
                throw cannot("approved");
        };
    }

    SetupIntent actionRequired(NextAction next) {
        return switch (state) {
            case Processing now -> in(new RequiresAction(now.method(), next));
            case RequiresPaymentMethod _, RequiresConfirmation _, RequiresAction _, Succeeded _, Canceled _ ->
                throw cannot("sent to its payer");
        };
    }

    /// Declined, never arrived, or given up by its payer.
    SetupIntent declined(PaymentError error) {
        return switch (state) {
            case Processing _, RequiresAction _ -> in(new RequiresPaymentMethod(Optional.of(error)));
            case RequiresPaymentMethod _, RequiresConfirmation _, Succeeded _, Canceled _ -> throw cannot("declined");
        };
    }

    /// The payer is back, or a notice or a lookup has news.
    SetupIntent resume() {
        return switch (state) {
            case RequiresAction waiting -> in(new Processing(waiting.method()));
            case RequiresPaymentMethod _, RequiresConfirmation _, Processing _, Succeeded _, Canceled _ ->
                throw cannot("resumed");
        };
    }

    /// Under way, whether or not its payer was waited for until now.
    SetupIntent awake() {
        return state instanceof RequiresAction ? resume() : this;
    }

    /// The merchant wants it no more.
    SetupIntent cancel(Optional<String> reason, long nowMs) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _, RequiresAction _ -> in(new Canceled(reason, nowMs));
            case Processing _, Succeeded _, Canceled _ -> throw cannot("canceled");
        };
    }

    /// Its session's time is over; no money can move under what is still open.
    SetupIntent expire(long nowMs) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _, RequiresAction _, Processing _ ->
                in(new Canceled(Optional.of("expired"), nowMs));
            case Succeeded _, Canceled _ -> throw cannot("canceled");
        };
    }

    /// The same, its payer coming back to another address, when one is given.
    SetupIntent returningTo(Optional<String> url) {
        return url.isEmpty()
                ? this
                : new SetupIntent(
                        id,
                        state,
                        latestAttempt,
                        new Details(
                                details.usage(),
                                details.customer(),
                                details.description(),
                                details.metadata(),
                                url,
                                details.threeDSecure(),
                                details.session(),
                                details.currency(),
                                details.clientSecret()));
    }

    /// Whether an attempt's answer is waited for.
    boolean isUnderWay() {
        return state instanceof Processing || state instanceof RequiresAction;
    }

    public Optional<NextAction> nextAction() {
        return state instanceof RequiresAction waiting ? Optional.of(waiting.next()) : Optional.empty();
    }

    /// The method that is being set up, or was.
    public Optional<Long> method() {
        return switch (state) {
            case RequiresPaymentMethod _, Canceled _ -> Optional.empty();
            case RequiresConfirmation set -> Optional.of(set.method());
            case Processing now -> Optional.of(now.method());
            case RequiresAction waiting -> Optional.of(waiting.method());
            case Succeeded succeeded -> Optional.of(succeeded.method());
        };
    }

    public Optional<PaymentError> lastError() {
        return state instanceof RequiresPaymentMethod asking ? asking.lastError() : Optional.empty();
    }

    private SetupIntent in(State next) {
        return new SetupIntent(id, next, latestAttempt, details);
    }

    private Refusal cannot(String verb) {
        return Refusal.unexpectedState("setup_intent", state.status(), verb);
    }
}

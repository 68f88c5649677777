package dev.caisse.payments;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.api.Secret;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Rehearsal;
import dev.caisse.payments.PaymentIntent.State.Canceled;
import dev.caisse.payments.PaymentIntent.State.Processing;
import dev.caisse.payments.PaymentIntent.State.RequiresAction;
import dev.caisse.payments.PaymentIntent.State.RequiresCapture;
import dev.caisse.payments.PaymentIntent.State.RequiresConfirmation;
import dev.caisse.payments.PaymentIntent.State.RequiresPaymentMethod;
import dev.caisse.payments.PaymentIntent.State.Succeeded;
import dev.caisse.platform.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Somebody's intention to pay one amount, and how far it has come. Every rule about what may happen next is here;
/// nothing here reads a clock, a database or the network. (payments: the machine)
///
/// @param revision how often what is kept of it was changed when this was read
public record PaymentIntent(
        long id,
        Money amount,
        Capture capture,
        State state,
        Optional<Long> latestCharge,
        Details details,
        int revision) {
    /// How long money is held before it is let go by itself.
    public static final Duration HELD_FOR = Duration.ofDays(7);

    /// What the merchant said about it; no rule looks at these.
    ///
    /// @param session the checkout session it was made with, which then decides about its end
    /// @param customer who pays; a method that is saved is saved for one
    public record Details(
            Optional<String> description,
            Metadata metadata,
            Optional<String> merchantOrderId,
            Optional<String> merchantUserId,
            Optional<String> receiptEmail,
            Optional<String> returnUrl,
            Preference threeDSecure,
            Optional<Long> session,
            Optional<Long> customer,
            Secret clientSecret,
            Particulars particulars) {

        private Details with(Optional<String> url, Particulars others) {
            return new Details(
                    description,
                    metadata,
                    merchantOrderId,
                    merchantUserId,
                    receiptEmail,
                    url,
                    threeDSecure,
                    session,
                    customer,
                    clientSecret,
                    others);
        }

        /// What the merchant wants the sandbox to do wrong with this payment. (test-values: faults on demand)
        public Optional<String> rehearsal() {
            return Optional.ofNullable(metadata.entries().get("sandbox"))
                    .filter(words -> Rehearsal.read(words).isPresent());
        }
    }

    /// Each state carries exactly the facts that are true in it, so a payment that succeeded without an amount received
    /// cannot be written down. Methods are named by their number.
    public sealed interface State {
        /// The names of all of them.
        List<String> STATUSES = List.of(
                "requires_payment_method",
                "requires_confirmation",
                "requires_action",
                "processing",
                "requires_capture",
                "succeeded",
                "canceled");

        record RequiresPaymentMethod(Optional<PaymentError> lastError) implements State {}

        record RequiresConfirmation(long method) implements State {}

        record Processing(long method) implements State {}

        record RequiresAction(long method, NextAction next) implements State {}

        /// @param cancelMs when it is let go by itself, in wall-clock milliseconds
        record RequiresCapture(long method, Money capturable, long cancelMs, Optional<PaymentError> lastError)
                implements State {
            private RequiresCapture after(Optional<PaymentError> error) {
                return new RequiresCapture(method, capturable, cancelMs, error);
            }
        }

        record Succeeded(long method, Money received) implements State {}

        /// @param canceledMs wall-clock milliseconds
        record Canceled(Optional<String> reason, long canceledMs) implements State {}

        /// The name the API shows.
        default String status() {
            return switch (this) {
                case RequiresPaymentMethod _ -> "requires_payment_method";
                case RequiresConfirmation _ -> "requires_confirmation";
                case Processing _ -> "processing";
                case RequiresAction _ -> "requires_action";
                case RequiresCapture _ -> "requires_capture";
                case Succeeded _ -> "succeeded";
                case Canceled _ -> "canceled";
            };
        }
    }

    public static PaymentIntent create(long id, Money amount, Capture capture, Details details) {
        var state = new RequiresPaymentMethod(Optional.empty());
        return new PaymentIntent(id, amount, capture, state, Optional.empty(), details, 0);
    }

    /// A method is set, to be confirmed later.
    public PaymentIntent withMethod(long method) {
        return switch (state) {
            case RequiresPaymentMethod _ -> in(new RequiresConfirmation(method));
            case RequiresConfirmation _, Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ ->
                throw cannot("given a payment method");
        };
    }

    /// The merchant says something else of it, which is possible until it is confirmed.
    public PaymentIntent changed(Money toAmount, Capture toCapture, Details to) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ ->
                new PaymentIntent(id, toAmount, toCapture, state, latestCharge, to, revision);
            case Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ -> throw cannot("updated");
        };
    }

    /// The method was cleared, or cannot be used again.
    public PaymentIntent withoutMethod() {
        return switch (state) {
            case RequiresConfirmation _ -> in(new RequiresPaymentMethod(Optional.empty()));
            case RequiresPaymentMethod _, Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ ->
                throw cannot("stripped of its payment method");
        };
    }

    /// The same without a method, whether or not one was set.
    PaymentIntent withNone() {
        return state instanceof RequiresConfirmation ? withoutMethod() : this;
    }

    /// The method that was set is confirmed: an attempt is opened.
    public PaymentIntent confirm() {
        return switch (state) {
            case RequiresConfirmation set -> in(new Processing(set.method()));
            case RequiresPaymentMethod _, Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ ->
                throw cannot("confirmed");
        };
    }

    /// Confirmed with a method that comes in the same call.
    public PaymentIntent confirm(long method) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> in(new Processing(method));
            case Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ ->
                throw cannot("confirmed");
        };
    }

    /// Confirmed and declined in one step: the card was refused before anyone was asked.
    public PaymentIntent turnedAway(PaymentError error) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> in(new RequiresPaymentMethod(Optional.of(error)));
            case Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ ->
                throw cannot("confirmed");
        };
    }

    /// Paid, or held for seven days from now.
    public PaymentIntent approved(long nowMs) {
        return answered(
                "approved",
                method -> capture == Capture.MANUAL
                        ? new RequiresCapture(method, amount, nowMs + HELD_FOR.toMillis(), Optional.empty())
                        : new Succeeded(method, amount));
    }

    public PaymentIntent actionRequired(NextAction next) {
        return answered("sent to its payer", method -> new RequiresAction(method, next));
    }

    public PaymentIntent declined(PaymentError error) {
        return answered("declined", _ -> new RequiresPaymentMethod(Optional.of(error)));
    }

    /// Pending or unknown: nothing changes, but it must be under way for that.
    public PaymentIntent stillProcessing() {
        return answered("awaited", Processing::new);
    }

    /// The payer is back, or a notice or a lookup has news.
    public PaymentIntent resume() {
        return switch (state) {
            case RequiresAction waiting -> in(new Processing(waiting.method()));
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    Processing _,
                    RequiresCapture _,
                    Succeeded _,
                    Canceled _ -> throw cannot("resumed");
        };
    }

    /// Under way, whether or not its payer was waited for until now.
    PaymentIntent awake() {
        return state instanceof RequiresAction ? resume() : this;
    }

    /// The payer gave up, and the connector has confirmed that nothing will move.
    public PaymentIntent abandoned(PaymentError error) {
        return switch (state) {
            case RequiresAction _ -> in(new RequiresPaymentMethod(Optional.of(error)));
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    Processing _,
                    RequiresCapture _,
                    Succeeded _,
                    Canceled _ -> throw cannot("abandoned");
        };
    }

    /// All or part of what is held was taken; the rest is released.
    public PaymentIntent captured(Money taken) {
        return switch (state) {
            case RequiresCapture held when taken.isAtMost(held.capturable()) -> in(new Succeeded(held.method(), taken));
            case RequiresCapture held ->
                throw Refusal.of(
                        400,
                        "amount_too_large",
                        "amount_to_capture",
                        "Cannot capture " + taken + ": only " + held.capturable() + " is authorized.");
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    Processing _,
                    RequiresAction _,
                    Succeeded _,
                    Canceled _ -> throw cannot("captured");
        };
    }

    /// A capture is under way: what an earlier one was declined for is no longer how things stand.
    public PaymentIntent capturing() {
        return switch (state) {
            case RequiresCapture held -> in(held.after(Optional.empty()));
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    Processing _,
                    RequiresAction _,
                    Succeeded _,
                    Canceled _ -> throw cannot("captured");
        };
    }

    /// The capture was declined, but the money is still held.
    public PaymentIntent captureDeclined(PaymentError error) {
        return switch (state) {
            case RequiresCapture held -> in(held.after(Optional.of(error)));
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    Processing _,
                    RequiresAction _,
                    Succeeded _,
                    Canceled _ -> throw cannot("captured");
        };
    }

    /// Nothing is held anywhere: it is simply over.
    public PaymentIntent cancel(Optional<String> reason, long nowMs) {
        return switch (state) {
            case RequiresPaymentMethod _, RequiresConfirmation _ -> in(new Canceled(reason, nowMs));
            case Processing _, RequiresAction _, RequiresCapture _, Succeeded _, Canceled _ -> throw cannot("canceled");
        };
    }

    /// Something was held or under way, and the connector has confirmed that nothing will move.
    public PaymentIntent released(Optional<String> reason, long nowMs) {
        return switch (state) {
            case RequiresAction _, RequiresCapture _ -> in(new Canceled(reason, nowMs));
            case RequiresPaymentMethod _, RequiresConfirmation _, Processing _, Succeeded _, Canceled _ ->
                throw cannot("released");
        };
    }

    /// What was under way has ended with nothing moved, and the session's time is over.
    public PaymentIntent expired(PaymentError error, String reason, long nowMs) {
        return switch (state) {
            case Processing _ -> declined(error).cancel(Optional.of(reason), nowMs);
            case RequiresAction _ -> abandoned(error).cancel(Optional.of(reason), nowMs);
            case RequiresPaymentMethod _, RequiresConfirmation _ -> cancel(Optional.of(reason), nowMs);
            case RequiresCapture _, Succeeded _, Canceled _ -> throw cannot("canceled");
        };
    }

    /// Whether it will never change again.
    public boolean isFinal() {
        return state instanceof Succeeded || state instanceof Canceled;
    }

    public Optional<NextAction> nextAction() {
        return state instanceof RequiresAction waiting ? Optional.of(waiting.next()) : Optional.empty();
    }

    public PaymentIntent withCharge(long charge) {
        return new PaymentIntent(id, amount, capture, state, Optional.of(charge), details, revision);
    }

    /// The same with other particulars, its payer coming back to another address when one is given.
    PaymentIntent with(Optional<String> url, Particulars others) {
        var then = details.with(url.or(details::returnUrl), others);
        return new PaymentIntent(id, amount, capture, state, latestCharge, then, revision);
    }

    /// The same, after it was saved once.
    PaymentIntent saved() {
        return new PaymentIntent(id, amount, capture, state, latestCharge, details, revision + 1);
    }

    /// In the smallest unit: what is held and may still be taken.
    public long amountCapturable() {
        return state instanceof RequiresCapture held ? held.capturable().minor() : 0;
    }

    /// When what is held is let go by itself, in wall-clock milliseconds.
    public Optional<Long> cancelMs() {
        return state instanceof RequiresCapture held ? Optional.of(held.cancelMs()) : Optional.empty();
    }

    /// In the smallest unit: what was taken.
    public long amountReceived() {
        return state instanceof Succeeded succeeded ? succeeded.received().minor() : 0;
    }

    /// The method it is being paid with, or was.
    public Optional<Long> method() {
        return switch (state) {
            case RequiresPaymentMethod _, Canceled _ -> Optional.empty();
            case RequiresConfirmation set -> Optional.of(set.method());
            case Processing processing -> Optional.of(processing.method());
            case RequiresAction waiting -> Optional.of(waiting.method());
            case RequiresCapture held -> Optional.of(held.method());
            case Succeeded succeeded -> Optional.of(succeeded.method());
        };
    }

    public Optional<PaymentError> lastError() {
        return switch (state) {
            case RequiresPaymentMethod asking -> asking.lastError();
            case RequiresCapture held -> held.lastError();
            case RequiresConfirmation _, Processing _, RequiresAction _, Succeeded _, Canceled _ -> Optional.empty();
        };
    }

    private interface Next {
        State after(long method);
    }

    private PaymentIntent answered(String verb, Next next) {
        return switch (state) {
            case Processing processing -> in(next.after(processing.method()));
            case RequiresPaymentMethod _,
                    RequiresConfirmation _,
                    RequiresAction _,
                    RequiresCapture _,
                    Succeeded _,
                    Canceled _ -> throw cannot(verb);
        };
    }

    private PaymentIntent in(State next) {
        return new PaymentIntent(id, amount, capture, next, latestCharge, details, revision);
    }

    private Refusal cannot(String verb) {
        return Refusal.unexpectedState("payment_intent", state.status(), verb);
    }
}

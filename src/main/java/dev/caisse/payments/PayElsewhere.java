package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.KeepMethod;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.UseMethod;
import dev.caisse.payments.ConfirmPayment.How;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Tx;
import java.util.Optional;
import java.util.function.Function;

/// What is to be known before a payment is made elsewhere than by card: that its type can make it, and who takes it.
final class PayElsewhere {
    private final Routing routing;
    private final KeepMethod keepMethod;
    private final PaymentMethods methods = new PaymentMethods();
    private final UseMethod useMethod = new UseMethod();

    PayElsewhere(Routing routing, KeepMethod keepMethod) {
        this.routing = routing;
        this.keepMethod = keepMethod;
    }

    /// A type that is no card, and the method of it, once that is used.
    ///
    /// @param isAgreed whether its payer has agreed before that the merchant may use it without them
    record Chosen(MethodType type, boolean isAgreed, Function<Tx, PaymentMethod> used) {
        PaymentMethod take(Tx tx) {
            return used.apply(tx);
        }
    }

    /// Empty when it is to be paid by card, or it is not known yet with what.
    Optional<Chosen> find(Tx tx, Caller caller, PaymentIntent intent, How how) {
        var tenant = caller.tenant();
        return switch (how.with()) {
            case PayWith.Typed _ -> Optional.empty();
            case PayWith.Elsewhere(var typed) ->
                Optional.of(new Chosen(
                        typed.type(),
                        false,
                        then -> isToBeSaved(intent)
                                ? keepMethod.in(then, tenant, typed)
                                : keepMethod.forOnce(then, tenant, typed)));
            case PayWith.Kept(var method) -> kept(tx, tenant, intent, method);
            case PayWith.AlreadySet _ ->
                intent.state() instanceof State.RequiresConfirmation set
                        ? kept(tx, tenant, intent, set.method())
                        : Optional.empty();
        };
    }

    private Optional<Chosen> kept(Tx tx, Tenant tenant, PaymentIntent intent, long method) {
        return methods.find(tx, tenant, method)
                .filter(known -> !known.type().isCard())
                .map(known ->
                        new Chosen(known.type(), known.isSetUpOffSession(), then -> used(then, tenant, intent, known)));
    }

    /// One that is to be saved is not used up by what it pays.
    private PaymentMethod used(Tx tx, Tenant tenant, PaymentIntent intent, PaymentMethod known) {
        var customer = intent.details().customer();
        if (!isToBeSaved(intent)) {
            return useMethod.in(tx, tenant, known.id(), customer);
        }
        known.usedFor(customer);
        return known;
    }

    private static boolean isToBeSaved(PaymentIntent intent) {
        return intent.details().particulars().futureUsage().isPresent();
    }

    /// @throws Refusal when the merchant has named the types it may be paid with, and this is none of them
    static void mustAllow(Particulars particulars, MethodType type) {
        if (particulars
                .methodTypes()
                .filter(names -> !names.contains(type.name()))
                .isPresent()) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    "payment_method",
                    "This payment cannot be made with `%s`: its payment_method_types are %s."
                            .formatted(
                                    type.name(),
                                    String.join(", ", particulars.methodTypes().get())));
        }
    }

    /// @throws Refusal 400 naming what stands against it
    void mustBePossible(PaymentIntent intent, Chosen chosen, boolean isPayerAway) {
        var type = chosen.type();
        var details = intent.details();
        mustAllow(details.particulars(), type);
        type.mustTake(intent.amount());
        if (intent.capture() == Capture.MANUAL) {
            throw Refusal.invalid(
                    "capture_method", "must be automatic for `" + type.name() + "`, whose money cannot be held");
        }
        if (isPayerAway && !type.isRecurring()) {
            throw Refusal.invalid("off_session", "must be false for `" + type.name() + "`: its payer has to be there");
        }
        var mandate = details.particulars().mandate();
        if (mandate.isPresent() && !type.isRecurring()) {
            throw Refusal.invalid(
                    "mandate_data", "has no place with `" + type.name() + "`, to which its payer agrees elsewhere");
        }
        if (isPayerAway && mandate.isEmpty() && !chosen.isAgreed()) {
            throw Refusal.invalid(
                    "off_session",
                    "needs an agreement of the payer's for `" + type.name()
                            + "`: a payment method that a payment with setup_future_usage=off_session has saved, or"
                            + " mandate_data");
        }
        if (isToBeSaved(intent) && !type.isRecurring()) {
            throw Refusal.invalid(
                    "setup_future_usage", "has no place with `" + type.name() + "`, which cannot be saved for later");
        }
        if (type.isLeaving()
                && details.session().isEmpty()
                && details.returnUrl().isEmpty()) {
            throw Refusal.missing("return_url");
        }
    }

    Connector connector(Tenant tenant, MethodType type) {
        return routing.find(tenant.live(), type.name())
                .orElseThrow(() -> Refusal.of(
                        400,
                        "payment_method_not_available",
                        "payment_method_types",
                        "No connector takes `" + type.name() + "` in " + tenant.mode() + " mode."));
    }
}

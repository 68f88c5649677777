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
    record Chosen(MethodType type, Function<Tx, PaymentMethod> used) {
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
                Optional.of(new Chosen(typed.type(), then -> keepMethod.forOnce(then, tenant, typed)));
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
                .map(known -> new Chosen(
                        known.type(),
                        then -> useMethod.in(
                                then, tenant, method, intent.details().customer())));
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
    void mustBePossible(PaymentIntent intent, MethodType type, boolean isPayerAway) {
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
        if (details.particulars().futureUsage().isPresent() && !type.isRecurring()) {
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

package dev.caisse.payments;

import dev.caisse.api.Holder;
import dev.caisse.api.Link;
import dev.caisse.api.ListView;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.NotNative;
import dev.caisse.api.Page;
import dev.caisse.api.Secret;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.customers.Shipping;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.Usage;
import dev.caisse.payments.PaymentIntent.State.Canceled;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A payment intent as the API shows it. Field order is the order in the response.
record PaymentIntentView(
        String id,
        String object,
        Millis created,
        CurrencyCode currency,
        @SecretKeyOnly Link customer,
        long amount,
        String status,
        String description,
        @SecretKeyOnly Metadata metadata,
        boolean livemode,
        Shipping shipping,
        @SecretKeyOnly String merchantOrderId,
        @SecretKeyOnly String merchantUserId,
        Secret clientSecret,
        ErrorView lastPaymentError,
        Map<String, Object> nextAction,
        Link paymentMethod,
        List<String> paymentMethodTypes,
        Map<String, Object> paymentMethodOptions,
        @SecretKeyOnly String receiptEmail,
        String statementDescriptor,
        String statementDescriptorSuffix,
        Millis cancelAt,
        Millis canceledAt,
        String cancellationReason,
        String confirmationMethod,
        String captureMethod,
        long amountCapturable,
        long amountReceived,
        String returnUrl,
        Link latestCharge,
        @SecretKeyOnly ListView charges,
        Long quantity,
        @NotNative String setupFutureUsage)
        implements Holder {

    /// The latest charge.
    @Override
    public Optional<Object> held() {
        return charges == null || charges.data().isEmpty()
                ? Optional.empty()
                : Optional.of(charges.data().getFirst());
    }

    @Override
    public Optional<String> heldId() {
        return held().map(ChargeView.class::cast).map(ChargeView::id);
    }

    @Override
    public String heldNoun() {
        return "charge";
    }

    record ErrorView(String type, String code, String declineCode, String message, Link paymentMethod, Link charge) {
        static ErrorView of(PaymentError error) {
            return new ErrorView(
                    "card_error",
                    error.code().code(),
                    error.code().declineCode(),
                    error.message(),
                    Link.to(error.method().map(Prefix.METHOD::id).orElse(null)),
                    Link.to(error.charge().map(Prefix.CHARGE::id).orElse(null)));
        }
    }

    static PaymentIntentView of(PaymentIntent intent, List<ChargeView> charges, Tenant tenant) {
        var details = intent.details();
        var particulars = details.particulars();
        var canceled = intent.state() instanceof Canceled state ? state : null;
        return new PaymentIntentView(
                Prefix.INTENT.id(intent.id()),
                "payment_intent",
                Millis.made(intent.id()),
                intent.amount().currency(),
                Link.to(details.customer().map(Prefix.CUSTOMER::id).orElse(null)),
                intent.amount().minor(),
                intent.state().status(),
                details.description().orElse(null),
                details.metadata(),
                tenant.live(),
                particulars.shipping().orElse(null),
                details.merchantOrderId().orElse(null),
                details.merchantUserId().orElse(null),
                details.clientSecret(),
                intent.lastError().map(ErrorView::of).orElse(null),
                intent.nextAction().map(NextAction::asView).orElse(null),
                Link.to(intent.method().map(Prefix.METHOD::id).orElse(null)),
                types(intent, tenant),
                Map.of("card", Map.of("request_three_d_secure", word(details.threeDSecure()))),
                details.receiptEmail().orElse(null),
                particulars.statementDescriptor().orElse(null),
                particulars.statementDescriptorSuffix().orElse(null),
                intent.cancelMs().map(ms -> new Millis(Snowflake.roundedMs(ms))).orElse(null),
                canceled == null ? null : new Millis(Snowflake.roundedMs(canceled.canceledMs())),
                canceled == null ? null : canceled.reason().orElse(null),
                "automatic",
                intent.capture().name().toLowerCase(Locale.ROOT),
                intent.amountCapturable(),
                intent.amountReceived(),
                details.returnUrl().orElse(null),
                Link.to(intent.latestCharge().map(Prefix.CHARGE::id).orElse(null)),
                ListView.of(
                        "/v1/charges?payment_intent=" + Prefix.INTENT.id(intent.id()),
                        new Page<>(charges, false),
                        view -> view),
                particulars.quantity().orElse(null),
                particulars.futureUsage().map(Usage::word).orElse(null));
    }

    /// Those that were named, or all that can pay it. Live, all but cards wait for their connectors.
    private static List<String> types(PaymentIntent intent, Tenant tenant) {
        return intent.details()
                .particulars()
                .methodTypes()
                .orElseGet(() -> MethodType.names(intent.amount().currency(), tenant.live()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

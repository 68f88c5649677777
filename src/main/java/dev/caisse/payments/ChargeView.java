package dev.caisse.payments;

import dev.caisse.api.Link;
import dev.caisse.api.ListView;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.api.UnderItsType;
import dev.caisse.attempts.ThreeDSecure;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.CardDetails;
import dev.caisse.methods.ChecksView;
import dev.caisse.payments.Charge.Failure;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Locale;
import java.util.Map;

/// A charge as the API shows it. Field order is the order in the response.
public record ChargeView(
        String id,
        String object,
        Millis created,
        long amount,
        long amountCaptured,
        long amountRefunded,
        CurrencyCode currency,
        @SecretKeyOnly Link customer,
        String description,
        String status,
        boolean captured,
        boolean disputed,
        boolean paid,
        boolean refunded,
        String failureCode,
        String failureMessage,
        OutcomeView outcome,
        Link paymentIntent,
        Link paymentMethod,
        MethodView paymentMethodDetails,
        BillingDetails billingDetails,
        @SecretKeyOnly String receiptEmail,
        String receiptUrl,
        ListView refunds,
        Link balanceTransaction,
        @SecretKeyOnly Metadata metadata,
        boolean livemode) {

    /// What the payer's bank said.
    public record OutcomeView(
            String type, String networkStatus, String reason, String riskLevel, String sellerMessage) {}

    /// What it was paid with.
    public record MethodView(
            String type, CardView card, @UnderItsType Map<String, Object> details) {}

    /// The card, as it was then.
    public record CardView(
            String brand,
            String last4,
            int expMonth,
            int expYear,
            String country,
            String funding,
            String fingerprint,
            ChecksView checks,
            ThreeDSecureView threeDSecure,
            Object wallet) {}

    /// How its payer was authenticated.
    public record ThreeDSecureView(
            String authenticationFlow, String electronicCommerceIndicator, String result, String transactionId) {
        static ThreeDSecureView of(ThreeDSecure said) {
            return new ThreeDSecureView(said.flow(), said.eci(), "authenticated", said.transaction());
        }
    }

    /// @param receiptUrl where its receipt is read; null when there is none
    static ChargeView of(Charge charge, PaymentIntent intent, ListView refunds, String receiptUrl, Tenant tenant) {
        return new ChargeView(
                Prefix.CHARGE.id(charge.id()),
                "charge",
                Millis.made(charge.id()),
                charge.amount().minor(),
                charge.captured(),
                charge.refunded(),
                charge.amount().currency(),
                Link.to(intent.details().customer().map(Prefix.CUSTOMER::id).orElse(null)),
                intent.details().description().orElse(null),
                charge.status(),
                charge.captured() > 0,
                charge.isDisputed(),
                charge.isPaid(),
                charge.isRefunded(),
                charge.failure().map(Failure::code).orElse(null),
                charge.failure().map(Failure::message).orElse(null),
                outcome(charge),
                Link.to(Prefix.INTENT.id(charge.intent())),
                Link.to(Prefix.METHOD.id(charge.method())),
                method(charge),
                charge.billing(),
                intent.details().receiptEmail().orElse(null),
                receiptUrl,
                refunds,
                charge.balanceTransaction()
                        .map(Prefix.TRANSACTION::id)
                        .<Link>map(Link::to)
                        .orElseGet(Link.None::new),
                intent.details().metadata(),
                tenant.live());
    }

    private static OutcomeView outcome(Charge charge) {
        var risk = charge.risk().name().toLowerCase(Locale.ROOT);
        var reason = charge.failure().map(Failure::declineCode).orElse(null);
        if (charge.risk() == Risk.HIGHEST) {
            return new OutcomeView(
                    "blocked", "not_sent_to_network", "highest_risk_level", risk, "Blocked as a likely fraud.");
        }
        if (charge.isPending()) {
            return new OutcomeView("authorized", "approved_by_network", null, risk, "The money is on its way.");
        }
        return charge.isPaid()
                ? new OutcomeView("authorized", "approved_by_network", null, risk, "Payment complete.")
                : new OutcomeView("issuer_declined", "declined_by_network", reason, risk, "The bank declined it.");
    }

    private static MethodView method(Charge charge) {
        var shown = charge.paidWith();
        return new MethodView(
                shown.type().name(),
                shown.card().map(card -> card(charge, card)).orElse(null),
                shown.detailsView());
    }

    private static CardView card(Charge charge, CardDetails card) {
        return new CardView(
                card.brand(),
                card.last4(),
                card.expMonth(),
                card.expYear(),
                card.country(),
                card.funding(),
                card.fingerprint(),
                ChecksView.of(card.checks()),
                charge.authenticated().map(ThreeDSecureView::of).orElse(null),
                null);
    }
}

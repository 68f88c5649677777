package dev.caisse.payments;

import dev.caisse.api.HeldDialect;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.attempts.AskedRehearsal;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.customers.Customers;
import dev.caisse.customers.Shipping;
import dev.caisse.events.Events;
import dev.caisse.methods.Source;
import dev.caisse.methods.SourceReader;
import dev.caisse.payments.ConfirmPayment.How;
import dev.caisse.payments.CreateIntent.NewIntent;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// `POST /v1/charges`: payments in the words from before there were intents. Each is a payment intent, confirmed with
/// its payer away, and goes the same way through the house; it is only answered with its charge.
public final class DirectChargeApi {
    private final Db db;
    private final Events events;
    private final PaymentIntents intents;
    private final Payments payments;
    private final SourceReader sources;
    private final Charges charges = new Charges();
    private final Customers customers = new Customers();

    public DirectChargeApi(Db db, Events events, PaymentIntents intents, Payments payments, SourceReader sources) {
        this.db = db;
        this.events = events;
        this.intents = intents;
        this.payments = payments;
        this.sources = sources;
    }

    public void routes(Routes routes) {
        routes.post("/v1/charges", this::create)
                .post("/v1/charges/{id}", this::update)
                .post("/v1/charges/{id}/capture", this::capture);
    }

    private Object create(Request request) {
        var params = request.params()
                .refuseUnsupported(
                        "application_fee",
                        "application_fee_amount",
                        "destination",
                        "on_behalf_of",
                        "radar_options",
                        "transfer_data",
                        "transfer_group");
        var wanted = wanted(params);
        var source = sources.find(request.tenant(), params, "source")
                .or(() -> sources.find(request.tenant(), params, "card"));
        params.refuseUnknown();
        var with = source.map(DirectChargeApi::with).orElseGet(() -> usual(request, wanted.customer()));
        wanted.customer().ifPresent(id -> customers.named(db, request.tenant(), id, "customer"));
        var confirmed = payments.confirm()
                .run(
                        request.caller().answeredWithHeld(),
                        wanted,
                        new How(with, _ -> "", AskedRehearsal.of(request), true));
        return confirmed.told().map(HeldDialect::held).orElseGet(() -> answer(request, confirmed.intent()));
    }

    private static NewIntent wanted(Params params) {
        var currency = params.currency("currency").orElseThrow(() -> params.missing("currency"));
        long amount =
                params.integer("amount", 1, NewPaymentIntent.MAX_AMOUNT).orElseThrow(() -> params.missing("amount"));
        return new NewIntent(
                Money.of(amount, currency),
                params.flag("capture").orElse(true) ? Capture.AUTOMATIC : Capture.MANUAL,
                params.text("description", NewPaymentIntent.MAX_TEXT),
                params.newMetadata("metadata"),
                Optional.empty(),
                Optional.empty(),
                params.email("receipt_email"),
                Optional.empty(),
                Preference.AUTO,
                Optional.empty(),
                params.id("customer", Prefix.CUSTOMER),
                Particulars.ofCharge(params));
    }

    private static PayWith with(Source source) {
        return switch (source) {
            case Source.Typed typed -> new PayWith.Typed(typed.card());
            case Source.Token token -> new PayWith.Kept(token.method());
            case Source.Kept kept -> new PayWith.Kept(kept.method());
        };
    }

    /// What the customer pays with when nobody says otherwise.
    private PayWith usual(Request request, Optional<Long> customer) {
        long id = customer.orElseThrow(() -> Refusal.missing("source"));
        return customers
                .named(db, request.tenant(), id, "customer")
                .defaultMethod()
                .map(PayWith.Kept::new)
                .orElseThrow(() -> Refusal.missing("source", " The customer has no default source."));
    }

    private Object answer(Request request, PaymentIntent intent) {
        var view = OutcomeUnknown.after(() -> view(request, intent));
        if (intent.state() instanceof State.RequiresPaymentMethod
                && intent.lastError().isPresent()) {
            throw declined(intent.lastError().get(), view);
        }
        return view.held().orElseThrow(() -> stillUnknown(intent));
    }

    private static Refusal declined(PaymentError error, PaymentIntentView view) {
        return Refusal.declined(error.code().code(), error.code().declineCode(), error.message(), view)
                .ofHeld();
    }

    /// There is no charge of what nobody knows the outcome of. Whoever sends the same request with its key once more
    /// learns it, and Stripe's libraries do.
    private static Refusal stillUnknown(PaymentIntent intent) {
        return Refusal.of(
                409,
                "outcome_unknown",
                null,
                "The payment was begun, and nobody knows its outcome yet. Do not begin another: send the same request with the"
                        + " same Idempotency-Key again, or look at "
                        + Prefix.INTENT.id(intent.id()) + ".");
    }

    private Object capture(Request request) {
        var charge = found(request);
        var params = request.params()
                .refuseUnsupported(
                        "application_fee",
                        "application_fee_amount",
                        "receipt_email",
                        "statement_descriptor",
                        "statement_descriptor_suffix",
                        "transfer_data",
                        "transfer_group");
        var amount = params.integer("amount", 0, NewPaymentIntent.MAX_AMOUNT);
        params.refuseUnknown();
        var intent = payments.capture()
                .run(
                        request.caller().answeredWithHeld(),
                        tx -> held(tx, request, charge),
                        amount,
                        AskedRehearsal.of(request));
        var view = OutcomeUnknown.after(() -> view(request, intent));
        if (intent.state() instanceof State.RequiresCapture held
                && held.lastError().isPresent()) {
            throw declined(held.lastError().get(), view);
        }
        return view.held().orElseThrow();
    }

    /// What is said of a charge is said of its payment.
    private Object update(Request request) {
        var charge = found(request);
        return request.once(tx -> {
            var intent = locked(tx, request, charge);
            var old = payments.chargeViews().of(tx, request.tenant(), charge, intent);
            var described = described(request.params(), intent);
            request.params().refuseUnknown();
            intents.saveTerms(tx, request.tenant(), described);
            var view = payments.chargeViews().of(tx, request.tenant(), charge, described);
            events.appendUpdate(tx, request.caller(), "charge.updated", old, view);
            return view;
        });
    }

    private static PaymentIntent described(Params params, PaymentIntent intent) {
        params.refuseUnsupported("customer", "fraud_details", "transfer_group");
        var old = intent.details();
        var details = new Details(
                params.has("description") ? params.text("description", NewPaymentIntent.MAX_TEXT) : old.description(),
                params.merged("metadata", old.metadata()),
                old.merchantOrderId(),
                old.merchantUserId(),
                params.has("receipt_email") ? params.email("receipt_email") : old.receiptEmail(),
                old.returnUrl(),
                old.threeDSecure(),
                old.session(),
                old.customer(),
                old.clientSecret(),
                old.particulars()
                        .shippedTo(
                                params.has("shipping")
                                        ? params.object("shipping").map(Shipping::read)
                                        : old.particulars().shipping()));
        return new PaymentIntent(
                intent.id(),
                intent.amount(),
                intent.capture(),
                intent.state(),
                intent.latestCharge(),
                details,
                intent.revision());
    }

    private Charge found(Request request) {
        return charges.find(db, request.tenant(), request.id(Prefix.CHARGE))
                .orElseThrow(() -> request.notFound(Prefix.CHARGE));
    }

    private PaymentIntent locked(Tx tx, Request request, Charge charge) {
        return intents.lock(tx, request.tenant(), charge.intent()).orElseThrow(() -> request.notFound(Prefix.CHARGE));
    }

    /// Its payment, of which it is what is held.
    private PaymentIntent held(Tx tx, Request request, Charge charge) {
        var intent = locked(tx, request, charge);
        if (!intent.latestCharge().equals(Optional.of(charge.id())) || !charge.isPaid()) {
            throw Refusal.of(
                    400,
                    "charge_unexpected_state",
                    null,
                    "This charge holds nothing that could be captured: its status is " + charge.status() + ".");
        }
        return intent;
    }

    private PaymentIntentView view(Request request, PaymentIntent intent) {
        return PaymentIntentView.of(intent, payments.chargeViews().of(db, request.tenant(), intent), request.tenant());
    }
}

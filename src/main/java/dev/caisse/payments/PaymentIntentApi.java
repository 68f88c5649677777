package dev.caisse.payments;

import dev.caisse.api.Amount;
import dev.caisse.api.ClientSecret;
import dev.caisse.api.ListView;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.attempts.AskedRehearsal;
import dev.caisse.customers.Customers;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.ConfirmPayment.Confirmed;
import dev.caisse.payments.ConfirmPayment.How;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// `/v1/payment_intents`
public final class PaymentIntentApi {
    private final Db db;
    private final PaymentIntents intents;
    private final CreateIntent createIntent;
    private final Payments payments;
    private final CardReader cards;
    private final KeepCard keepCard;
    private final ChallengeReturns challengeReturns;
    private final Charges charges = new Charges();
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public PaymentIntentApi(
            Db db,
            PaymentIntents intents,
            CreateIntent createIntent,
            Payments payments,
            CardReader cards,
            KeepCard keepCard,
            ChallengeReturns challengeReturns) {
        this.db = db;
        this.intents = intents;
        this.createIntent = createIntent;
        this.payments = payments;
        this.cards = cards;
        this.keepCard = keepCard;
        this.challengeReturns = challengeReturns;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/payment_intents", this::create)
                .get("/v1/payment_intents", this::list)
                .get("/v1/payment_intents/list", this::list)
                .get("/v1/payment_intents/search", this::search)
                .getForPayersToo("/v1/payment_intents/{id}", this::retrieve)
                .post("/v1/payment_intents/{id}", this::update)
                .post("/v1/payment_intents/{id}/confirm", this::confirm)
                .post("/v1/payment_intents/{id}/capture", this::capture)
                .post("/v1/payment_intents/{id}/cancel", this::cancel);
    }

    public static void views(Views views) {
        views.add("payment_intent", PaymentIntentView.class).add("charge", ChargeView.class);
    }

    private Object create(Request request) {
        var params = request.params();
        var wanted = NewPaymentIntent.read(params, request::notice);
        boolean isConfirmed = params.flag("confirm").orElse(false);
        boolean isPayerAway = OffSession.read(params, isConfirmed, wanted.particulars());
        var with = PayWith.read(request, params, cards);
        params.refuseUnknown();
        wanted.customer().ifPresent(id -> customers.named(db, request.tenant(), id, "customer"));
        if (isConfirmed) {
            var how = how(request, given(with), isPayerAway);
            return answer(request, payments.confirm().run(request.caller(), wanted, how));
        }
        return request.insert(rows -> PaymentIntentView.of(
                createIntent.in(rows, request.caller(), wanted, set(rows, request, with, wanted.customer())),
                List.of(),
                request.tenant()));
    }

    private static PayWith given(Optional<PayWith> with) {
        return with.orElseThrow(() -> Refusal.missing("payment_method"));
    }

    /// What it will be paid with; used only when it is confirmed.
    private Optional<Long> set(Inserts into, Request request, Optional<PayWith> with, Optional<Long> customer) {
        return with.map(given -> switch (given) {
            case PayWith.Typed typed ->
                keepCard.in(into, request.tenant(), typed.card()).id();
            case PayWith.Elsewhere elsewhere ->
                keepCard.others().in(into, request.tenant(), elsewhere.method()).id();
            case PayWith.Kept kept ->
                methods.find(db, request.tenant(), kept.method())
                        .orElseThrow(() -> ConfirmPayment.noSuchMethod(kept.method()))
                        .usedFor(customer)
                        .id();
            case PayWith.AlreadySet _ -> throw new IllegalStateException("nothing is set on a new intent");
        });
    }

    private Object list(Request request) {
        var params = request.params();
        var customer = params.id("customer", Prefix.CUSTOMER);
        var slice = Slice.read(params, Prefix.INTENT);
        params.refuseUnknown();
        var page = intents.list(db, request.tenant(), customer, slice);
        var shown = payments.chargeViews().of(db, request.tenant(), page.items());
        return ListView.of(
                "/v1/payment_intents",
                page,
                intent -> PaymentIntentView.of(intent, shown.getOrDefault(intent.id(), List.of()), request.tenant()));
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, PaymentIntents.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.INTENT);
        params.refuseUnknown();
        var found = intents.search(db, request.tenant(), query, slice);
        var shown = payments.chargeViews().of(db, request.tenant(), found.items());
        return SearchView.of(
                "/v1/payment_intents/search",
                found,
                intent -> PaymentIntentView.of(intent, shown.getOrDefault(intent.id(), List.of()), request.tenant()),
                Prefix.INTENT);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.INTENT);
        var proof = ClientSecret.read(request);
        request.params().refuseUnknown();
        var intent = intents.find(db, request.tenant(), id)
                .filter(found -> proof.proves(found.details().clientSecret()))
                .orElseThrow(() -> request.notFound(Prefix.INTENT));
        return view(request, intent);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.INTENT);
        var params = request.params();
        var with = PayWith.read(request, params, cards);
        boolean isCleared = params.isCleared("payment_method");
        params.id("customer", Prefix.CUSTOMER)
                .ifPresent(customer -> customers.named(db, request.tenant(), customer, "customer"));
        return request.once(tx -> {
            var intent = locked(tx, request, id);
            var changed = NewPaymentIntent.change(intent, params, request::notice);
            params.refuseUnknown();
            var bare = isCleared || with.isPresent() ? changed.withNone() : changed;
            var updated = set(tx, request, with, changed.details().customer())
                    .map(bare::withMethod)
                    .orElse(bare);
            intents.saveTerms(tx, request.tenant(), updated);
            if (!updated.details().customer().equals(intent.details().customer())) {
                charges.give(tx, request.tenant(), id, updated.details().customer());
            }
            intents.save(tx, request.tenant(), updated);
            return view(tx, request, updated);
        });
    }

    private Object confirm(Request request) {
        var id = request.id(Prefix.INTENT);
        var params = request.params().refuseUnsupported("setup_future_usage");
        var with = PayWith.read(request, params, cards).orElseGet(PayWith.AlreadySet::new);
        var returnUrl = params.address("return_url");
        boolean isPayerAway = OffSession.read(params, true, Particulars.NONE);
        var mandate = Mandate.read(params, true);
        params.refuseUnknown();
        return answer(
                request,
                payments.confirm()
                        .run(
                                request.caller(),
                                tx -> told(tx, request, own(tx, request, id, "confirmed"), returnUrl, mandate),
                                how(request, with, isPayerAway)));
    }

    /// As this confirmation has it. What was agreed to for an earlier one does not hold for it.
    private PaymentIntent told(
            Tx tx, Request request, PaymentIntent intent, Optional<String> returnUrl, Optional<Mandate> mandate) {
        var before = intent.details().particulars();
        var told = intent.with(returnUrl, before.agreeing(mandate));
        if (before.mandate().equals(mandate)) {
            return told;
        }
        intents.saveTerms(tx, request.tenant(), told);
        return told.saved();
    }

    private How how(Request request, PayWith with, boolean isPayerAway) {
        return new How(
                with,
                intent -> challengeReturns.of(request.publicUrl(), request.tenant(), Prefix.INTENT, intent),
                AskedRehearsal.of(request),
                isPayerAway);
    }

    private Object answer(Request request, Confirmed confirmed) {
        return confirmed.told().orElseGet(() -> answer(request, confirmed.intent()));
    }

    private Object answer(Request request, PaymentIntent intent) {
        var view = OutcomeUnknown.after(() -> view(request, intent));
        if (intent.state() instanceof State.RequiresPaymentMethod
                && intent.lastError().isPresent()) {
            var error = intent.lastError().get();
            throw Refusal.declined(error.code().code(), error.code().declineCode(), error.message(), view);
        }
        return view;
    }

    private Object capture(Request request) {
        var id = request.id(Prefix.INTENT);
        var amount = Amount.read(request.params(), "amount_to_capture", 0, NewPaymentIntent.MAX_AMOUNT);
        request.params().refuseUnknown();
        var intent = payments.capture()
                .run(request.caller(), tx -> locked(tx, request, id), amount, AskedRehearsal.of(request));
        var view = OutcomeUnknown.after(() -> view(request, intent));
        if (intent.state() instanceof State.RequiresCapture held
                && held.lastError().isPresent()) {
            var error = held.lastError().get();
            throw Refusal.declined(error.code().code(), error.code().declineCode(), error.message(), view);
        }
        return view;
    }

    private Object cancel(Request request) {
        var id = request.id(Prefix.INTENT);
        var reason = request.params().text("cancellation_reason", NewPaymentIntent.MAX_TEXT);
        request.params().refuseUnknown();
        var intent = payments.cancel()
                .run(request.caller(), tx -> own(tx, request, id, "canceled"), reason, AskedRehearsal.of(request));
        return OutcomeUnknown.after(() -> view(request, intent));
    }

    private PaymentIntent locked(Tx tx, Request request, long id) {
        return intents.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.INTENT));
    }

    /// An intent that no session decides about, or not any more: what is held when the session is complete.
    private PaymentIntent own(Tx tx, Request request, long id, String verb) {
        var intent = locked(tx, request, id);
        intent.details()
                .session()
                .filter(_ -> !(intent.state() instanceof State.RequiresCapture))
                .ifPresent(session -> {
                    throw Refusal.of(
                            400,
                            "payment_intent_of_session",
                            null,
                            "This payment intent belongs to a checkout session and cannot be %s on its own. End the session with POST /v1/checkout/sessions/%s/expire."
                                    .formatted(verb, Prefix.SESSION.id(session)));
                });
        return intent;
    }

    private PaymentIntentView view(Request request, PaymentIntent intent) {
        return PaymentIntentView.of(intent, payments.chargeViews().of(db, request.tenant(), intent), request.tenant());
    }

    private PaymentIntentView view(Tx tx, Request request, PaymentIntent intent) {
        return PaymentIntentView.of(intent, payments.chargeViews().of(tx, request.tenant(), intent), request.tenant());
    }
}

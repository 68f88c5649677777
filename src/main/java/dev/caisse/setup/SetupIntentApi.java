package dev.caisse.setup;

import dev.caisse.api.ClientSecret;
import dev.caisse.api.ListView;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.attempts.AskedRehearsal;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.customers.Customers;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.MethodOptions;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.methods.Usage;
import dev.caisse.payments.ChallengeReturns;
import dev.caisse.payments.PayWith;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.setup.ConfirmSetup.How;
import dev.caisse.setup.CreateSetup.NewSetup;
import dev.caisse.setup.SetupIntent.Details;
import dev.caisse.setup.SetupIntent.State;
import java.util.Locale;
import java.util.Optional;

/// `/v1/setup_intents`
public final class SetupIntentApi {
    private static final int MAX_TEXT = 1000;

    private final Setups setups;
    private final Payments.With with;
    private final SetupIntents intents;
    private final CardReader cards;
    private final ChallengeReturns challengeReturns;
    private final Customers customers = new Customers();

    SetupIntentApi(Setups setups, CardReader cards, ChallengeReturns challengeReturns) {
        this.setups = setups;
        this.with = setups.with();
        this.intents = setups.intents();
        this.cards = cards;
        this.challengeReturns = challengeReturns;
    }

    public void routes(Routes routes) {
        routes.post("/v1/setup_intents", this::create)
                .get("/v1/setup_intents", this::list)
                .get("/v1/setup_intents/list", this::list)
                .getForPayersToo("/v1/setup_intents/{id}", this::retrieve)
                .post("/v1/setup_intents/{id}", this::update)
                .post("/v1/setup_intents/{id}/confirm", this::confirm)
                .post("/v1/setup_intents/{id}/cancel", this::cancel);
    }

    private Object create(Request request) {
        var params = request.params();
        OfferedTypes.readVerifiable(params, request::notice);
        var wanted = wanted(params);
        boolean isConfirmed = params.flag("confirm").orElse(false);
        var chosen = PayWith.read(request, params, cards);
        params.refuseUnknown();
        if (isConfirmed) {
            var given = chosen.orElseThrow(() -> Refusal.missing("payment_method"));
            return confirmed(request, tx -> made(tx, request, wanted, Optional.empty()), given);
        }
        return request.once(tx -> view(
                request,
                made(tx, request, wanted, chosen.map(given -> methodOf(tx, request, given, wanted.customer())))));
    }

    private SetupIntent made(Tx tx, Request request, NewSetup wanted, Optional<Long> method) {
        mustBeThere(tx, request, wanted.customer());
        return setups.create().in(tx, request.caller(), wanted, method);
    }

    private static NewSetup wanted(Params params) {
        return new NewSetup(
                Usage.read(params, "usage").orElse(Usage.OFF_SESSION),
                params.id("customer", Prefix.CUSTOMER),
                params.text("description", MAX_TEXT),
                params.newMetadata("metadata"),
                params.address("return_url"),
                preference(params),
                Optional.empty(),
                Optional.empty());
    }

    private static Preference preference(Params params) {
        return MethodOptions.card(params)
                .flatMap(card -> {
                    var word = card.choice("request_three_d_secure", "auto", "any");
                    card.refuseUnknown();
                    return word;
                })
                .map(word -> Preference.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Preference.AUTO);
    }

    private long methodOf(Tx tx, Request request, PayWith chosen, Optional<Long> customer) {
        return switch (chosen) {
            case PayWith.Typed typed ->
                with.keepCard().in(tx, request.tenant(), typed.card()).id();
            case PayWith.Kept kept -> ConfirmSetup.mustFit(tx, request.tenant(), kept.method(), customer);
            case PayWith.Elsewhere _ -> throw ConfirmSetup.onlyCards();
            case PayWith.AlreadySet _ -> throw new IllegalStateException("nothing was given");
        };
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.SETUP);
        var filter = new SetupIntents.Filter(
                params.id("customer", Prefix.CUSTOMER), params.id("payment_method", Prefix.METHOD));
        params.refuseUnknown();
        var page = intents.list(with.db(), request.tenant(), filter, slice);
        return ListView.of("/v1/setup_intents", page, intent -> view(request, intent));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.SETUP);
        var proof = ClientSecret.read(request);
        request.params().refuseUnknown();
        return intents.find(with.db(), request.tenant(), id)
                .filter(found -> proof.proves(found.details().clientSecret()))
                .map(intent -> view(request, intent))
                .orElseThrow(() -> request.notFound(Prefix.SETUP));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.SETUP);
        var params = request.params();
        OfferedTypes.readVerifiable(params, request::notice);
        var chosen = PayWith.read(request, params, cards);
        return request.once(tx -> {
            var intent = own(tx, request, id, "updated");
            var changed = intent.with(changed(params, intent.details()));
            params.refuseUnknown();
            mustBeThere(tx, request, changed.details().customer());
            var updated = chosen.map(given -> changed.withMethod(
                            methodOf(tx, request, given, changed.details().customer())))
                    .orElseGet(() -> params.isCleared("payment_method") ? changed.withoutMethod() : changed);
            intents.save(tx, request.tenant(), updated);
            return view(request, updated);
        });
    }

    private void mustBeThere(Tx tx, Request request, Optional<Long> customer) {
        customer.ifPresent(id -> customers.named(tx, request.tenant(), id, "customer"));
    }

    private static Details changed(Params params, Details old) {
        return new Details(
                old.usage(),
                params.id("customer", Prefix.CUSTOMER).or(old::customer),
                params.isCleared("description")
                        ? Optional.empty()
                        : params.text("description", MAX_TEXT).or(old::description),
                params.merged("metadata", old.metadata()),
                old.returnUrl(),
                old.threeDSecure(),
                old.session(),
                old.currency(),
                old.clientSecret());
    }

    private Object confirm(Request request) {
        var id = request.id(Prefix.SETUP);
        var params = request.params();
        var chosen = PayWith.read(request, params, cards).orElseGet(PayWith.AlreadySet::new);
        var returnUrl = params.address("return_url");
        params.refuseUnknown();
        return confirmed(request, tx -> own(tx, request, id, "confirmed").returningTo(returnUrl), chosen);
    }

    private Object confirmed(Request request, WhichSetup which, PayWith chosen) {
        var how = new How(
                chosen,
                intent -> challengeReturns.of(request.publicUrl(), request.tenant(), Prefix.SETUP, intent),
                AskedRehearsal.of(request));
        var intent = setups.confirm().run(request.caller(), which, how);
        if (intent.state() instanceof State.RequiresPaymentMethod
                && intent.lastError().isPresent()) {
            throw OutcomeUnknown.after(() -> MoveSetup.refusal(request.caller(), intent));
        }
        return view(request, intent);
    }

    private Object cancel(Request request) {
        var id = request.id(Prefix.SETUP);
        var reason = request.params().text("cancellation_reason", MAX_TEXT);
        request.params().refuseUnknown();
        return request.once(tx -> {
            var intent = own(tx, request, id, "canceled");
            return view(request, setups.cancel().in(tx, request.caller(), intent, reason));
        });
    }

    /// One that no session decides about.
    private SetupIntent own(Tx tx, Request request, long id, String verb) {
        var intent = intents.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.SETUP));
        intent.details().session().ifPresent(session -> {
            throw Refusal.of(
                    400,
                    "setup_intent_of_session",
                    null,
                    "This setup intent belongs to a checkout session and cannot be %s on its own. End the session with POST /v1/checkout/sessions/%s/expire."
                            .formatted(verb, Prefix.SESSION.id(session)));
        });
        return intent;
    }

    private static SetupIntentView view(Request request, SetupIntent intent) {
        return SetupIntentView.of(intent, request.tenant());
    }
}

package dev.caisse.stripe;

import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.checkout.Collected;
import dev.caisse.checkout.NotPayable;
import dev.caisse.checkout.PaySession;
import dev.caisse.checkout.PaySession.Shown;
import dev.caisse.checkout.SessionApi;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.PhoneNumber;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.TypedCard;
import dev.caisse.payments.ChallengeReturns;
import dev.caisse.payments.PayWith;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.SetupIntent;
import java.util.Optional;

/// `/v1/payment_pages`: pays for a session in its payer's place, as Stripe's CLI does for its checkout fixtures. The
/// same as pressing the button on the page, and so a session is paid once however often it is asked for.
public final class PaymentPageApi {
    private static final String LANGUAGE = "en";
    private static final long MOST = 999_999_999_999L;

    private final Db db;
    private final SessionApi sessionApi;
    private final CheckoutSessions sessions;
    private final PaySession paySession;
    private final CardReader cards;
    private final ChallengeReturns challengeReturns;
    private final PaymentMethods methods = new PaymentMethods();

    public PaymentPageApi(
            Db db,
            SessionApi sessionApi,
            CheckoutSessions sessions,
            PaySession paySession,
            CardReader cards,
            ChallengeReturns challengeReturns) {
        this.db = db;
        this.sessionApi = sessionApi;
        this.sessions = sessions;
        this.paySession = paySession;
        this.cards = cards;
        this.challengeReturns = challengeReturns;
    }

    public void routes(Routes routes) {
        routes.get("/v1/payment_pages/{id}", this::retrieve).post("/v1/payment_pages/{id}/confirm", this::confirm);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.SESSION);
        request.params().refuseUnknown();
        return sessionApi.shown(request, id);
    }

    private Object confirm(Request request) {
        var session = sessions.find(db, request.tenant(), request.id(Prefix.SESSION))
                .orElseThrow(() -> request.notFound(Prefix.SESSION));
        var params = request.params();
        var method = params.text("payment_method", 255);
        var expected = params.integer("expected_amount", 0, MOST);
        var phone = phone(params, session);
        var said = Collected.read(params, session.terms().asks());
        params.refuseUnknown();
        var shown = new Shown(
                expected.map(amount -> Money.of(amount, session.total().currency()))
                        .orElse(session.total()),
                LANGUAGE,
                said);
        try {
            confirm(request, session, method, phone, shown);
        } catch (NotPayable reason) {
            throw refusal(reason, params);
        }
        return OutcomeUnknown.after(() -> sessionApi.shown(request, session.id()));
    }

    private void confirm(
            Request request, CheckoutSession session, Optional<String> method, Optional<String> phone, Shown shown) {
        if (!session.isCardAsked()) {
            paySession.forFree(caller(request), session, payer(session, BillingDetails.EMPTY, phone), shown);
            return;
        }
        var id = method.orElseThrow(() -> request.params().missing("payment_method"));
        var typed = cards.findAlias(request.tenant(), id);
        if (session.isSetup()) {
            save(request, session, id, typed, phone, shown);
        } else {
            pay(request, session, id, typed, phone, shown);
        }
    }

    private void pay(
            Request request,
            CheckoutSession session,
            String id,
            Optional<TypedCard> typed,
            Optional<String> phone,
            Shown shown) {
        var caller = caller(request);
        long intent = session.payment().orElseThrow().intent();
        var back = challengeReturns.of(request.publicUrl(), request.tenant(), Prefix.INTENT, intent);
        var paid = typed.isPresent()
                ? paySession.withCard(caller, session, billed(session, typed.get(), phone), shown, back)
                : paySession.withSaved(
                        caller, session, kept(id), payer(session, billing(request, id), phone), shown, back);
        if (paid.state() instanceof PaymentIntent.State.RequiresPaymentMethod) {
            paid.lastError().ifPresent(error -> {
                throw Refusal.declined(error.code().code(), error.code().declineCode(), error.message(), null);
            });
        }
    }

    private void save(
            Request request,
            CheckoutSession session,
            String id,
            Optional<TypedCard> typed,
            Optional<String> phone,
            Shown shown) {
        long intent = session.setup().orElseThrow().intent();
        var back = challengeReturns.of(request.publicUrl(), request.tenant(), Prefix.SETUP, intent);
        PayWith with = typed.<PayWith>map(PayWith.Typed::new).orElseGet(() -> new PayWith.Kept(kept(id)));
        var payer = payer(session, typed.map(TypedCard::billing).orElseGet(() -> billing(request, id)), phone);
        var saved = paySession.save(caller(request), session, with, payer, shown, back);
        if (saved.state() instanceof SetupIntent.State.RequiresPaymentMethod) {
            saved.lastError().ifPresent(error -> {
                throw Refusal.setupDeclined(error.code().code(), error.code().declineCode(), error.message(), null);
            });
        }
    }

    /// As everybody can call it.
    private static Optional<String> phone(Params params, CheckoutSession session) {
        if (!session.terms().asks().isPhoneAsked()) {
            return Optional.empty();
        }
        var typed = params.text("phone", 40).orElseThrow(() -> params.missing("phone"));
        return Optional.of(PhoneNumber.read(typed, "")
                .map(PhoneNumber::text)
                .orElseThrow(() -> Refusal.invalid(
                        params.name("phone"), "must be a telephone number that begins with + and a country's code")));
    }

    /// Its answer is the session's, which is read when it is over; an idempotency key would keep another.
    private static Caller caller(Request request) {
        var caller = request.caller();
        return new Caller(
                caller.tenant(), caller.role(), new Cause(caller.cause().requestId(), Optional.empty()));
    }

    private static long kept(String id) {
        return Prefix.METHOD
                .read(id)
                .orElseThrow(() ->
                        Refusal.invalid("payment_method", "must be the id of a payment method, which begins with pm_"));
    }

    private BillingDetails billing(Request request, String id) {
        return methods.find(db, request.tenant(), kept(id))
                .orElseThrow(() -> Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(kept(id)), "payment_method"))
                .billing();
    }

    private static TypedCard billed(CheckoutSession session, TypedCard card, Optional<String> phone) {
        return new TypedCard(
                card.number(),
                card.expMonth(),
                card.expYear(),
                card.securityCode(),
                payer(session, card.billing(), phone));
    }

    private static BillingDetails payer(CheckoutSession session, BillingDetails given, Optional<String> phone) {
        var called = phone.map(given::withPhone).orElse(given);
        var known = called.or(session.terms().known());
        return session.terms().fixedEmail().map(known::withEmail).orElse(known);
    }

    private static Refusal refusal(NotPayable reason, Params params) {
        return switch (reason.why()) {
            case UNDER_WAY ->
                Refusal.of(400, "payment_in_progress", null, "This session has a payment under way; wait for its end.");
            case COMPLETE -> unexpected("it is already complete");
            case EXPIRED -> unexpected("it is expired");
            case TOO_MANY_DECLINES -> unexpected("too many payments of it were declined");
            case NOT_AGREED -> params.missing("consent.terms_of_service");
            case NOTHING_PAYS -> unexpected("none of its payment method types can pay it");
            case LINK_CLOSED -> unexpected("its payment link is not active, or has had all its sessions");
            case DISCOUNT_GONE -> unexpected("its discount cannot be redeemed any more");
            case CARD_GONE ->
                Refusal.invalid(params.name("payment_method"), "was used already, or cannot be used for this session");
            case TOTAL_CHANGED -> Refusal.invalid(params.name("expected_amount"), "is not the session's total");
        };
    }

    private static Refusal unexpected(String why) {
        return Refusal.of(
                400, "checkout_session_unexpected_state", null, "This session cannot be confirmed: " + why + ".");
    }
}

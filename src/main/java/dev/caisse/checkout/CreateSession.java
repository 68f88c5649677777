package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.Basket.Given;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSession.Terms;
import dev.caisse.checkout.FillBasket.Filled;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Routing;
import dev.caisse.customers.Customers;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.Usage;
import dev.caisse.payments.CreateIntent;
import dev.caisse.payments.CreateIntent.NewIntent;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.CreateSetup;
import dev.caisse.setup.CreateSetup.NewSetup;
import dev.caisse.setup.SetupIntent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Makes a session with its lines, the prices and products that come inline, and the intent when there is something to
/// pay: all of it added to what the caller inserts.
public final class CreateSession {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Ids ids;
    private final Clocks clocks;
    private final Routing routing;
    private final CheckoutSessions sessions;
    private final CreateIntent createIntent;
    private final CreateSetup createSetup;
    private final FillBasket fillBasket;
    private final LineItems items = new LineItems();
    private final Customers customers = new Customers();

    public CreateSession(
            Ids ids,
            Clocks clocks,
            Routing routing,
            CheckoutSessions sessions,
            FillBasket fillBasket,
            CreateIntent createIntent,
            CreateSetup createSetup) {
        this.ids = ids;
        this.clocks = clocks;
        this.routing = routing;
        this.sessions = sessions;
        this.createIntent = createIntent;
        this.createSetup = createSetup;
        this.fillBasket = fillBasket;
    }

    /// @param sql where what is named is looked for
    Basket in(Sql sql, Inserts into, Caller caller, NewSession wanted) {
        return wanted.terms()
                .customer()
                .id()
                .map(id -> wanted.by(customers.named(sql, caller.tenant(), id, "customer")))
                .map(known -> made(sql, into, caller, known))
                .orElseGet(() -> made(sql, into, caller, wanted));
    }

    private Basket made(Sql sql, Inserts into, Caller caller, NewSession wanted) {
        long id = ids.next();
        long expiresMs = expiresMs(wanted, clocks.of(caller.tenant()).ms(id));
        if (wanted.isSetup()) {
            refuseWithoutConnector(caller.tenant());
            return saving(into, caller, wanted, id, expiresMs);
        }
        var filled = fillBasket.in(sql, into, caller, wanted);
        var subtotal = filled.subtotal();
        var extras = filled.extras();
        var payment = filled.toPay().map(toPay -> pay(into, caller, wanted, id, toPay));
        var session = new CheckoutSession(
                id,
                new State.Open(false),
                subtotal,
                extras.total(subtotal),
                expiresMs,
                payment,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                named(wanted.terms(), filled),
                extras,
                Collected.NOTHING);
        sessions.add(into, caller.tenant(), session);
        items.add(
                into,
                caller.tenant(),
                id,
                filled.lines().stream().map(Line::item).toList());
        return new Basket(session, filled.lines(), filled.given());
    }

    /// A session that may be recovered names the shipping rates that came inline from then on.
    private static Terms named(Terms terms, Filled filled) {
        return terms.origin()
                .recipe()
                .map(recipe -> terms.from(terms.origin().with(recipe.naming(filled.given()))))
                .orElse(terms);
    }

    /// A session that only saves a card.
    private Basket saving(Inserts into, Caller caller, NewSession wanted, long id, long expiresMs) {
        var terms = wanted.terms();
        var intent = createSetup.in(
                into,
                caller,
                new NewSetup(
                        Usage.OFF_SESSION,
                        terms.customer().id(),
                        Optional.empty(),
                        terms.metadata(),
                        Optional.empty(),
                        terms.threeDSecure().orElse(Preference.AUTO),
                        Optional.of(id),
                        wanted.currency()));
        var setup = new Setup(intent.id(), intent.details().clientSecret(), wanted.currency());
        var nothing = Money.of(0, wanted.currency().orElse(SetupIntent.ANY_CURRENCY));
        var session = new CheckoutSession(
                id,
                new State.Open(false),
                nothing,
                nothing,
                expiresMs,
                Optional.empty(),
                Optional.of(setup),
                0,
                Optional.empty(),
                Optional.empty(),
                terms,
                Extras.NONE,
                Collected.NOTHING);
        sessions.add(into, caller.tenant(), session);
        return new Basket(session, List.of(), Given.NOTHING);
    }

    private void refuseWithoutConnector(Tenant tenant) {
        if (routing.find(tenant.live(), MethodType.CARD.name()).isEmpty()) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    "payment_method_types",
                    "No connector takes payments in " + tenant.mode() + " mode.");
        }
    }

    /// Clients send whole seconds of a clock of their own, hence the grace.
    private static long expiresMs(NewSession wanted, long createdMs) {
        long latest = createdMs + LIFETIME.toMillis();
        return wanted.expiresMs()
                .map(asked -> {
                    if (asked < createdMs + SHORTEST.minus(GRACE).toMillis() || asked > latest + GRACE.toMillis()) {
                        throw Refusal.invalid("expires_at", "must be from 30 minutes to 24 hours ahead");
                    }
                    return asked;
                })
                .orElse(latest);
    }

    private Payment pay(Inserts into, Caller caller, NewSession wanted, long session, Money total) {
        var data = wanted.intent();
        PaymentIntent intent = createIntent.in(
                into,
                caller,
                new NewIntent(
                        total,
                        wanted.terms().capture(),
                        data.description(),
                        data.metadata(),
                        data.merchantOrderId(),
                        data.merchantUserId(),
                        data.receiptEmail(),
                        Optional.empty(),
                        wanted.terms().threeDSecure().orElse(Preference.AUTO),
                        Optional.of(session),
                        wanted.terms().customer().id(),
                        data.particulars().of(wanted.terms().methodTypes())));
        return new Payment(intent.id(), intent.details().clientSecret());
    }
}

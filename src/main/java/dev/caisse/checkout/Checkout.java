package dev.caisse.checkout;

import dev.caisse.api.Routes;
import dev.caisse.catalog.CreatePrice;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.events.Events;
import dev.caisse.payments.ChangeAmount;
import dev.caisse.payments.CreateIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.Setups;
import java.util.random.RandomGenerator;

/// The room's verbs, made of what it stands on.
///
/// @param pageKeys the secrets behind links to pages
public record Checkout(
        CheckoutSessions sessions,
        PageKeys pageKeys,
        Links links,
        PaySession pay,
        ChangeOrder change,
        VisitLink visitLink,
        RecoverSession recover,
        ExpireSessions expire,
        SessionApi sessionApi,
        PaymentLinkApi linkApi) {

    /// What a room below must bring.
    public record With(
            Db db,
            Ids ids,
            Clock clock,
            Clocks clocks,
            RandomGenerator random,
            Events events,
            Routing routing,
            CheckoutSessions sessions,
            PaymentIntents intents,
            CreatePrice createPrice,
            CreateIntent createIntent) {}

    /// @param complete what has written that sessions are complete, whoever asked for it
    public static Checkout of(
            With with,
            PageKeys pageKeys,
            Links links,
            Payments payments,
            Setups setups,
            SessionEvents sessionEvents,
            CompleteSession complete,
            UseLink useLink) {
        var db = with.db();
        var sessions = with.sessions();
        var fillBasket = new FillBasket(with.ids(), with.clocks(), with.routing(), with.createPrice());
        var create = new CreateSession(
                with.ids(), with.clocks(), with.routing(), sessions, fillBasket, with.createIntent(), setups.create());
        var pay = new PaySession(
                db,
                with.clocks(),
                sessions,
                with.intents(),
                payments.confirm(),
                setups,
                complete,
                payments.cancel(),
                useLink);
        var reprice =
                new Reprice(with.clocks(), sessions, with.intents(), new ChangeAmount(with.intents()), with.routing());
        var expire = new ExpireSession(sessionEvents, sessions, with.intents(), payments.cancel(), setups);
        return new Checkout(
                sessions,
                pageKeys,
                links,
                pay,
                new ChangeOrder(db, sessions, reprice),
                new VisitLink(db, sessions, create),
                new RecoverSession(db, with.clocks(), sessions, create),
                new ExpireSessions(db, with.clock(), with.clocks(), sessions, expire, payments.cancel()),
                new SessionApi(db, with.clocks(), links, sessions, create, expire),
                new PaymentLinkApi(db, with.ids(), with.random(), with.events(), sessions, fillBasket));
    }

    public void routes(Routes routes) {
        sessionApi.routes(routes);
        linkApi.routes(routes);
    }
}

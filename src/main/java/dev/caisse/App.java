package dev.caisse;

import dev.caisse.accounts.Accounts;
import dev.caisse.accounts.ApiKeys;
import dev.caisse.accounts.KnownAccounts;
import dev.caisse.accounts.KnownKeys;
import dev.caisse.accounts.OpenFirstAccount;
import dev.caisse.accounts.OpenThrowAway;
import dev.caisse.api.Api;
import dev.caisse.api.Idempotency;
import dev.caisse.api.PublicUrls;
import dev.caisse.api.Routes;
import dev.caisse.api.Throttle;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.LookUpUnknowns;
import dev.caisse.attempts.Owners;
import dev.caisse.attempts.ReceiveNotice;
import dev.caisse.cashier.ApiReturn;
import dev.caisse.cashier.Cashier;
import dev.caisse.cashier.FetchPictures;
import dev.caisse.cashier.WriteReceipt;
import dev.caisse.catalog.CreatePrice;
import dev.caisse.catalog.CreateProduct;
import dev.caisse.catalog.PriceApi;
import dev.caisse.catalog.ProductApi;
import dev.caisse.catalog.ShippingRateApi;
import dev.caisse.checkout.Checkout;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.checkout.CompleteSession;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PageKeys;
import dev.caisse.checkout.QueueReceipt;
import dev.caisse.checkout.SessionEvents;
import dev.caisse.checkout.SettleSession;
import dev.caisse.checkout.UseLink;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.customers.CreateCustomer;
import dev.caisse.customers.CustomerApi;
import dev.caisse.discounts.CouponApi;
import dev.caisse.discounts.GiveRebate;
import dev.caisse.discounts.PromotionCodeApi;
import dev.caisse.disputes.Disputing;
import dev.caisse.events.EventApi;
import dev.caisse.events.Events;
import dev.caisse.events.RenderEvent;
import dev.caisse.ledger.Ledger;
import dev.caisse.mail.PostOffice;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.ConfigurationApi;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.OpenCard;
import dev.caisse.methods.PaymentMethodApi;
import dev.caisse.methods.Sources;
import dev.caisse.payments.Alarm;
import dev.caisse.payments.CancelHeld;
import dev.caisse.payments.ChallengeReturns;
import dev.caisse.payments.ChargeApi;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.payments.CreateIntent;
import dev.caisse.payments.DirectChargeApi;
import dev.caisse.payments.HeldCodes;
import dev.caisse.payments.PaymentIntentApi;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.payments.Settlement;
import dev.caisse.platform.db.Doorbell;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.Login;
import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.GuardedClient;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Reach;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.limits.RateLimit;
import dev.caisse.platform.metrics.Metrics;
import dev.caisse.platform.time.Clock;
import dev.caisse.refunds.RefundView;
import dev.caisse.refunds.Refunding;
import dev.caisse.setup.Setups;
import dev.caisse.stripe.ListenSessionApi;
import dev.caisse.stripe.PaymentPageApi;
import dev.caisse.stripe.StripeOrNative;
import dev.caisse.stripe.TellListeners;
import dev.caisse.vault.HoldKeyset;
import dev.caisse.vault.Vault;
import dev.caisse.webhooks.Webhooks;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// The whole server: every object built once, in the order in which it is read, and stopped in the opposite one.
final class App implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(25);
    private static final Duration EXPIRY_PAUSE = Duration.ofMillis(250);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(500);

    private final Running running;
    private final Database database;
    private final Health health;
    private final HttpServer server;
    private final List<String> publicUrls;
    private final Optional<OpenFirstAccount.Opened> opened;

    private App(Settings settings, Clock clock, Database database, Running running) {
        this.running = running;
        var random = new SecureRandom();
        var db = database.db();
        this.database = database;
        var lease = running.add(NodeLease.take(db, clock));
        var groupCommit = running.add(GroupCommit.start(db, GroupCommit.Limits.USUAL));
        var ids = new Ids(clock, lease);
        var holdKeyset = running.add(HoldKeyset.start(db, clock, random, settings.keySource(random)));
        var keyset = holdKeyset.keyset();

        var apiKeys = new ApiKeys();
        var clocks = new Clocks(db, clock);
        var knownKeys = new KnownKeys(db, clock, clocks, apiKeys);
        var accounts = new Accounts();
        this.opened = new OpenFirstAccount(db, ids, random, accounts, apiKeys)
                .run(new OpenFirstAccount.Wanted(
                        settings.accountName(),
                        settings.accountLogo(),
                        settings.testSecretKey(),
                        settings.testPublishableKey()));

        var upkeep = Upkeep.begin(db, clock, settings.eventsKept());
        var views = KnownObjects.views();
        var doorbell = running.add(Doorbell.start(
                db, settings.notifyUrl().map(url -> Login.read("CAISSE_NOTIFY_URL", url)), "caisse_events", clock));
        var events = new Events(ids, clocks, views, Webhooks.audience(doorbell));
        var createProduct = new CreateProduct(ids, clocks, events);
        var createPrice = new CreatePrice(db, ids, events, createProduct);
        var giveRebate = new GiveRebate(ids, clocks);
        var createCustomer = new CreateCustomer(ids, events, giveRebate);

        int port = settings.port() == 0 ? HttpServer.freePort(settings.host()) : settings.port();
        this.publicUrls = Addresses.publicUrls(settings, port);
        var trusted = running.add(new TrustedClient(Version.text()));
        var sandbox = settings.sandboxUrl()
                .map(url -> Sandbox.elsewhere(
                        trusted, clock, url, settings.sandboxSecret().orElseThrow()))
                .orElseGet(() -> TestTime.bank(
                        db, groupCommit, clock, clocks, random, Addresses.doors(settings, port), trusted));
        var routing = new Routing(List.of(sandbox.connector()), List.of(sandbox.authenticator()));
        var dialects = new StripeOrNative();
        var idempotency = new Idempotency(keyset, clock, dialects, clocks);
        var secrets = new ClientSecrets(keyset, random);
        var intents = new PaymentIntents(secrets);
        var createIntent = new CreateIntent(ids, events, intents, secrets);
        var sessions = new CheckoutSessions(secrets);
        var vault = new Vault(keyset);
        var keepCard = new KeepCard(ids, vault);
        var heldCodes = new HeldCodes();
        var postOffice = new PostOffice(db, ids, clock, settings.mail());
        var urls = new PublicUrls(publicUrls);
        var pageKeys = PageKeys.open(db, keyset, clock, random);
        var links = new Links(pageKeys, knownKeys);
        var chargeViews = new ChargeViews(
                RefundView::ofCharges, (tenant, charge) -> links.toReceipt(urls.first(), tenant, charge));
        var alarm = new Alarm();
        var ledger = new Ledger(db, ids, clock, clocks, events, settings.ledgerTerms());
        var refunding = Refunding.of(new Refunding.With(
                db,
                ids,
                clock,
                settings.connectorTimeout(),
                routing,
                events,
                idempotency,
                intents,
                chargeViews,
                ledger,
                alarm));
        var forPayments = new Payments.With(
                db,
                ids,
                clock,
                clocks,
                settings.connectorTimeout(),
                routing,
                events,
                idempotency,
                keepCard,
                new OpenCard(db, vault),
                heldCodes,
                intents,
                createIntent,
                groupCommit,
                chargeViews,
                refunding.returns(),
                alarm,
                ledger);
        var useLink = new UseLink(events, sessions, urls);
        var sessionEvents = new SessionEvents(clocks, events, sessions, links, urls);
        var completeSession = new CompleteSession(sessionEvents, sessions, intents, createCustomer, useLink);
        var settleSession = new SettleSession(sessionEvents, sessions, completeSession, useLink);
        var payments = Payments.of(forPayments, settlement(postOffice, settleSession, sessions));
        var disputing = Disputing.of(forPayments);
        var setups = Setups.of(forPayments, secrets, settleSession);

        var forCheckout = new Checkout.With(
                db, ids, clock, clocks, random, events, routing, sessions, intents, createPrice, createIntent);
        var checkout =
                Checkout.of(forCheckout, pageKeys, links, payments, setups, sessionEvents, completeSession, useLink);
        ChallengeReturns challengeReturns =
                (url, tenant, kind, intent) -> ApiReturn.address(url, knownKeys, pageKeys, tenant, kind, intent);
        var routes = new Routes();
        ledger.routes(routes);
        KnownObjects.tell(dialects.wholes(), clocks, giveRebate, intents, chargeViews, setups, ledger);
        new ProductApi(db, clocks, events, createProduct, createPrice).routes(routes);
        new PriceApi(db, events, createPrice).routes(routes);
        new ShippingRateApi(db, ids).routes(routes);
        new CouponApi(db, ids, clocks, events).routes(routes);
        new PromotionCodeApi(db, ids, clocks, random, events).routes(routes);
        checkout.routes(routes);
        var cards = new CardReader(clocks, routing);
        new ConfigurationApi(routing).routes(routes);
        var sources = Sources.of(db, events, cards, keepCard, heldCodes::hold);
        sources.routes(routes);
        new CustomerApi(db, events, createCustomer, sources.detach(), sources.save(), giveRebate).routes(routes);
        new PaymentMethodApi(db, events, cards, keepCard, sources.attach(), sources.detach(), heldCodes::hold)
                .routes(routes);
        new PaymentPageApi(db, checkout.sessionApi(), sessions, checkout.pay(), cards, challengeReturns).routes(routes);
        new PaymentIntentApi(db, intents, createIntent, payments, cards, keepCard, challengeReturns).routes(routes);
        setups.routes(routes, cards, challengeReturns);
        new ChargeApi(db, intents, chargeViews).routes(routes);
        new DirectChargeApi(db, events, intents, payments, sources.reader()).routes(routes);
        refunding.routes(routes);
        disputing.routes(routes);
        var webhooks = running.add(Webhooks.start(new Webhooks.With(
                db,
                ids,
                clock,
                random,
                keyset,
                events,
                views,
                clocks::lookedAt,
                doorbell,
                postOffice.tellMerchant(),
                Version.text(),
                settings.allowsPrivateAddresses(),
                dialects)));
        webhooks.routes(routes);
        new EventApi(db, events, views, webhooks::pending).routes(routes);
        new ListenSessionApi(keyset, clock).routes(routes);
        var render = new RenderEvent(views, clocks::lookedAt);
        var tellListeners =
                running.add(new TellListeners(db, clock, keyset, knownKeys, events, render, dialects, Version.text()));
        var api = new Api(routes, knownKeys, idempotency, db, groupCommit, urls, throttle(settings, clock), dialects);

        var outgoing =
                running.add(new GuardedClient(Version.text(), new Reach(false, settings.allowsPrivateAddresses())));
        var fetchPictures = running.add(new FetchPictures(db, outgoing, clock));
        fetchPictures.start();
        var knownAccounts = new KnownAccounts(db, accounts);
        var cashier = new Cashier(
                db,
                clock,
                clocks,
                knownKeys,
                knownAccounts,
                checkout,
                intents,
                payments,
                setups,
                routing,
                settings.sandboxUrl().flatMap(WebAddress::read).map(WebAddress::origin),
                fetchPictures,
                urls,
                new ClientAddress(settings.trustedProxies()));

        postOffice.start(new WriteReceipt(db, clocks, knownAccounts, sessions, intents));
        var owners = new Owners(Map.of(
                Whose.DISPUTE,
                disputing.owner(),
                Whose.PAYMENT,
                payments.carryOut(),
                Whose.SETUP,
                setups.carryOut(),
                Whose.REFUND,
                refunding.carryOut()));
        var lookUpUnknowns = new LookUpUnknowns(db, clock, clocks, settings.connectorTimeout(), routing, owners);
        var receiveNotice = new ReceiveNotice(db, clock, clocks, routing, owners, disputing.respondent());
        var workers = new ArrayList<>(List.of(
                Worker.start("expire-sessions", EXPIRY_PAUSE, clock, checkout.expire()::run),
                Worker.start("look-up-unknowns", LOOK_PAUSE, clock, lookUpUnknowns::run),
                Worker.start("cancel-held", CancelHeld.pause(), clock, payments.cancelHeld()::run),
                sandbox.start(clock),
                holdKeyset.worker(),
                disputing.start()));
        workers.add(ledger.start());
        workers.add(TestTime.start(
                forPayments,
                new OpenThrowAway(ids, clock, random, accounts, apiKeys),
                sandbox,
                List.of(checkout.expire(), payments.cancelHeld(), ledger.byClock()),
                routes));
        workers.addAll(upkeep.start(idempotency, receiveNotice));
        var allWorkers = Stream.of(workers, webhooks.workers(), postOffice.workers())
                .flatMap(List::stream)
                .toList();
        this.health = new Health(db, lease, groupCommit, allWorkers, alarm);
        var metrics = new Metrics();
        metrics.gauge("caisse.alarms", "Contradictions and late money since the start", alarm::count);
        webhooks.measure(metrics);
        postOffice.measure(metrics);
        metrics.watch("caisse.node.lease.held", "Whether this node may make ids", lease::isHeld);
        var front = new Front(api, cashier, sandbox.pages(), receiveNotice, health, metrics, ids, clock);
        running.add(lookUpUnknowns);
        workers.forEach(running::add);
        running.add(postOffice);
        this.server = HttpServer.start(settings.host(), port, front::handle, api::unreadable, GRACE, tellListeners);
    }

    /// Starts everything, or nothing: what was started is stopped again when a later part fails.
    ///
    /// @param progress hears of each step that may take long
    static App start(Settings settings, Clock clock, Consumer<String> progress) {
        // Logging must not be set up by two threads at once.
        LoggerFactory.getILoggerFactory();
        Thread.ofPlatform().daemon().name("warm-up").start(App::warmUp);
        // Before anything is made that is shown only once.
        HttpServer.requireFree(settings.host(), settings.port());
        var database = Database.open(settings, progress);
        var running = new Running();
        running.add(database);
        try {
            return new App(settings, clock, database, running);
        } catch (RuntimeException | Error e) {
            running.close();
            throw e;
        }
    }

    /// Loads what the server will need while it can only wait for its database.
    private static void warmUp() {
        HttpServer.warmUp();
        Cashier.warmUp();
    }

    /// The address to show, without a slash at the end.
    String url() {
        return publicUrls.getFirst();
    }

    int port() {
        return server.port();
    }

    /// The first account's keys, when this start made them.
    Optional<OpenFirstAccount.Opened> opened() {
        return opened;
    }

    /// Turns new requests away, finishes what is under way, then stops the rest.
    @Override
    public void close() {
        health.stopping();
        server.close();
        running.close();
    }

    /// Who hears of recorded answers: the session, and where mail is set up whoever promises receipts.
    private static Settlement settlement(
            PostOffice postOffice, SettleSession settleSession, CheckoutSessions sessions) {
        return postOffice.sends()
                ? settleSession.then(new QueueReceipt(sessions, postOffice.queueLetter()))
                : settleSession;
    }

    private static Throttle throttle(Settings settings, Clock clock) {
        return new Throttle(
                new RateLimit(settings.liveRequestsPerSecond(), clock),
                new RateLimit(settings.testRequestsPerSecond(), clock));
    }
}

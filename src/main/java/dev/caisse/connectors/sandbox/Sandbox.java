package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Connector;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.http.HttpServer.Handler;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// Test mode's bank, in this process or in another: the same promises either way.
///
/// @param book for whoever compares it with theirs
/// @param pages answers everything under `/sandbox/`; never throws
/// @param passTime lets happen in it what is due by now; to be run again and again
/// @param byClock the same for merchants with clocks of their own; empty where the bank knows none
public record Sandbox(
        Connector connector,
        Authenticator authenticator,
        BankBook book,
        Handler pages,
        Runnable passTime,
        Optional<PassMerchantTime> byClock) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// With its book in this database.
    ///
    /// @param time what merchants' own clocks show
    /// @param http sends its notices
    /// @param secret what notices are signed with; without one, a key of its own
    public static Sandbox here(
            Db db,
            GroupCommit groupCommit,
            Clock clock,
            MerchantTime time,
            SecureRandom random,
            Doors doors,
            TrustedClient http,
            Optional<String> secret) {
        var seal = secret.map(NoticeSeal::shared).orElseGet(() -> NoticeSeal.kept(db, random));
        var notices = new SendNotices(http, doors.notices(), seal, clock, random);
        var complaints = new TendComplaints(db, clock, time, notices);
        var refunds = new TurnRefunds(db, clock, time, random, notices);
        var takeOrder = new TakeOrder(db, clock, random, doors);
        var orders = new TendOrders(db, clock, takeOrder, notices);
        var challengePages = new ChallengePages(db, clock, doors, notices);
        var orderPages = new OrderPages(db, clock, doors, takeOrder, orders, challengePages.cssPath());
        return new Sandbox(
                new SandboxConnector(db, groupCommit, clock, time, random, notices, takeOrder),
                new SandboxAuthenticator(db, clock, random, doors, notices),
                new LocalBook(db),
                request -> request.rawPath().startsWith(OrderPages.PATH)
                        ? orderPages.handle(request)
                        : challengePages.handle(request),
                () -> {
                    orders.run();
                    complaints.run();
                    refunds.run();
                },
                Optional.of(new PassMerchantTime(complaints, refunds)));
    }

    /// The one that `./caisse sandbox` runs.
    ///
    /// @param url an origin, without a slash at the end
    /// @param secret the one it was told
    public static Sandbox elsewhere(TrustedClient http, Clock clock, String url, String secret) {
        var counter = new RemoteCounter(http, clock, url, secret);
        return new Sandbox(
                new RemoteConnector(counter, NoticeSeal.shared(secret)),
                new RemoteAuthenticator(counter),
                new RemoteBook(counter, clock),
                _ -> Response.text(404, "The sandbox is a process of its own, at CAISSE_SANDBOX_URL.\n"),
                () -> {},
                Optional.empty());
    }

    /// Lets time pass in it as long as this process runs.
    public Worker start(Clock clock) {
        return Worker.start("sandbox", PAUSE, clock, passTime);
    }

    /// The book in this database, for whoever only reads.
    public static BankBook bookHere(Db db) {
        return new LocalBook(db);
    }

    /// The book of the one that `./caisse sandbox` runs.
    public static BankBook bookElsewhere(TrustedClient http, Clock clock, String url, String secret) {
        return new RemoteBook(new RemoteCounter(http, clock, url, secret), clock);
    }

    /// Serves it to other processes: its verbs under `/verbs/` for whoever knows the secret, its pages for everyone.
    public Handler served(Clock clock, String secret) {
        var counter = new Counter(connector, authenticator, book, clock, secret);
        return request -> switch (request.rawPath()) {
            case String path when path.startsWith(Counter.PATH) -> counter.handle(request);
            case "/healthz" -> Response.text(200, "ok\n");
            default -> pages.handle(request);
        };
    }
}

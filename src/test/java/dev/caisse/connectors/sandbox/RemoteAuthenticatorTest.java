package dev.caisse.connectors.sandbox;

import static dev.caisse.connectors.sandbox.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication.Authenticated;
import dev.caisse.connectors.Authentication.Challenge;
import dev.caisse.connectors.Authentication.Failed;
import dev.caisse.connectors.Authentication.Unavailable;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.AuthenticatorContract;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Means;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// 3-D Secure over HTTP: the same promises.
class RemoteAuthenticatorTest extends AuthenticatorContract {
    private static final String SECRET = "a-secret-of-both-processes";
    private static final SettableClock CLOCK = new SettableClock();

    private static TestDatabase database;
    private static HttpServer counter;
    private static TrustedClient http;
    private static Sandbox bank;
    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        http = new TrustedClient("test");
        bank = Sandboxes.on(database, CLOCK);
        counter = HttpServer.start(
                "127.0.0.1", 0, bank.served(CLOCK, SECRET), status -> Response.text(status, ""), Duration.ZERO);
        sandbox = Sandbox.elsewhere(http, CLOCK, "http://127.0.0.1:" + counter.port(), SECRET);
    }

    @AfterAll
    static void close() {
        counter.close();
        http.close();
        database.close();
    }

    @Override
    protected Authenticator authenticator() {
        return sandbox.authenticator();
    }

    @Override
    protected Means.Card challenged() {
        return card("4000002760003184");
    }

    @Override
    protected void pass(Challenge challenge) {
        bank.pages().handle(Asked.post(challenge.url(), "choice=complete"));
    }

    @Override
    protected void fail(Challenge challenge) {
        bank.pages().handle(Asked.post(challenge.url(), "choice=fail"));
    }

    @Override
    protected long deadlineMs() {
        return CLOCK.nowMs() + 30_000;
    }

    @Test
    void theProofThatTravelledIsGoodForThePayment() {
        var reference = reference();
        pass(challenge(begin(reference)));
        var proof = ((Authenticated) resume(reference)).proof();
        assertThat(sandbox.connector()
                        .authorize(call(reference()), TEN, challenged().with(proof), Capture.AUTOMATIC))
                .isInstanceOf(Answer.Approved.class);
    }

    @Test
    void everyWayToEndTravels() {
        assertThat(begin(reference(), card("4000008400001280"), Preference.AUTO))
                .isInstanceOf(Unavailable.class);
        assertThat(begin(reference(), card("4000000032200000"), Preference.AUTO))
                .isInstanceOf(Authenticated.class);
        var reference = reference();
        fail(challenge(begin(reference)));
        assertThat(resume(reference)).isInstanceOf(Failed.class);
    }
}

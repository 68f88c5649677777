package dev.caisse.connectors.sandbox;

import static dev.caisse.connectors.sandbox.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.ConnectorContract;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.TestCards;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same promises over HTTP, and what becomes of them when the other side is not what it should be.
class RemoteConnectorTest extends ConnectorContract {
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
        counter = serve(bank.served(CLOCK, SECRET));
        sandbox = at(counter, SECRET);
    }

    @AfterAll
    static void close() {
        counter.close();
        http.close();
        database.close();
    }

    @Override
    protected Connector connector() {
        return sandbox.connector();
    }

    @Override
    protected Means approving() {
        return card("4242424242424242");
    }

    @Override
    protected Means declining() {
        return card("4000000000000002");
    }

    @Override
    protected Means disputed() {
        return card("4000000000000259");
    }

    @Override
    protected Means inquired() {
        return card("4000000000001976");
    }

    @Override
    protected Means refundingLate() {
        return card("4000000000007726");
    }

    @Override
    protected Means refundingInVain() {
        return card("4000000000005126");
    }

    @Override
    protected void letRefundsTurn() {
        Sandboxes.letRefundsTurn(database.db(), bank);
    }

    @Override
    protected DisputeNews hearOf(String payment) {
        return Sandboxes.hearOf(database.db(), bank, payment);
    }

    @Override
    protected long deadlineMs() {
        return CLOCK.nowMs() + 30_000;
    }

    @Test
    void whatIsToldWithoutAskingIsTheSameOnBothSides() {
        var here = Sandboxes.on(database, CLOCK).connector();
        assertThat(connector().name()).isEqualTo(here.name());
        assertThat(connector().capabilities()).isEqualTo(here.capabilities());
        assertThat(TestCards.all())
                .allSatisfy(
                        known -> assertThat(connector().screen(known.number())).isEmpty());
        assertThat(connector().screen(Cards.number("4929000000006"))).isPresent();
    }

    @Test
    void theWholeOfAnAnswerTravels() {
        var means = new Means.Card(
                Cards.number("4000000000000010"),
                12,
                2040,
                Optional.of(new Means.SecurityCode("123")),
                Optional.of("Zoë 王"),
                Optional.of("1 High Street"),
                Optional.of("75001"));
        var reference = reference();
        var told = connector().authorize(call(reference), TEN, means, Connector.Capture.MANUAL);
        var here = Sandboxes.on(database, CLOCK).connector();
        assertThat(approved(told).checks().addressLine1()).contains("fail");
        assertThat(here.lookup(call(reference))).isEqualTo(told);
    }

    @Test
    void theWholeOfADisputeTravelsAndTheWholeOfItsEvidence() {
        var paid = reference();
        approved(connector().authorize(call(paid), TEN, disputed(), Connector.Capture.AUTOMATIC));
        var news = hearOf(paid);
        assertThat(connector().lookupDispute(call(news.reference()))).contains(news);
        var evidence = Map.of("uncategorized_text", "é\"".repeat(75_000), "receipt", "winning_evidence");
        approved(connector().contest(on(reference(), paid), news.reference(), TEN, evidence));
        assertThat(hearOf(paid).standing()).isEqualTo(DisputeNews.Standing.WON);
        assertThat(at(counter, "another-secret-altogether").connector().lookupDispute(call(news.reference())))
                .isEmpty();
    }

    @Test
    void aWrongSecretGetsNothingDone() {
        var reference = reference();
        var stranger = at(counter, "another-secret-altogether");
        unknown(stranger, reference, "status 401");
        assertThat(lookup(reference)).isEqualTo(new Answer.NeverSeen());
    }

    @Test
    void anAddressWhereNobodyListensIsUnknown() {
        var gone = serve(_ -> Response.empty(200));
        gone.close();
        unknown(at(gone, SECRET), reference(), "could not be asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "not json",
                "{\"answer\":\"paid\"}",
                "{\"answer\":\"approved\"}",
                "{\"answer\":\"approved\",\"acquirer_reference\":\"a\",\"amount\":{\"minor\":\"1\",\"currency\":\"EUR\"},"
                        + "\"checks\":{}}",
                "{\"answer\":\"approved\",\"acquirer_reference\":\"a\",\"amount\":{\"minor\":1,\"currency\":\"???\"},"
                        + "\"checks\":{}}",
                "{\"answer\":\"declined\",\"code\":\"NEW\",\"message\":\"\",\"advice\":\"\",\"checks\":{},\"risk\":\"\"}"
            })
    void whatIsNotAWholeAnswerIsUnknown(String text) {
        try (var garbling = serve(_ -> Response.text(200, text))) {
            unknown(at(garbling, SECRET), reference(), "not whole");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 400, 404, 500, 502, 503})
    void aStatusOfTroubleIsUnknownEvenWithAnAnswerInIt(int status) {
        try (var troubled = serve(_ -> Response.text(status, "{\"answer\":\"neverseen\"}"))) {
            unknown(at(troubled, SECRET), reference(), "status " + status);
        }
    }

    @Test
    void aSilentSandboxIsUnknownAtTheDeadline() {
        try (var silent = serve(_ -> {
            new SettableClock().sleep(Duration.ofSeconds(3));
            return Response.empty(200);
        })) {
            long start = System.nanoTime();
            var call = new Call(reference(), Optional.empty(), CLOCK.nowMs() + 300);
            assertThat(at(silent, SECRET).connector().lookup(call)).isInstanceOf(Answer.Unknown.class);
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofMillis(2500).toNanos());
        }
    }

    @Test
    void afterTheDeadlineNothingIsSent() {
        var reference = reference();
        var late = new Call(reference, Optional.empty(), CLOCK.nowMs());
        assertThat(connector().authorize(late, TEN, approving(), Connector.Capture.AUTOMATIC))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(lookup(reference)).isEqualTo(new Answer.NeverSeen());
    }

    @Test
    void theCounterRefusesWhatItDoesNotKnow() {
        var served = Sandboxes.on(database, CLOCK).served(CLOCK, SECRET);
        assertThat(served.handle(Asked.post("/verbs/lookup", "{}")).status()).isEqualTo(401);
        assertThat(served.handle(Asked.get("/healthz")).status()).isEqualTo(200);
        assertThat(served.handle(Asked.get("/sandbox/challenge/none")).status()).isEqualTo(404);
        for (var body : List.of("", "{}", "{\"call\":{}}", "{\"call\":{\"reference\":\"a\"}}", "x".repeat(70_000))) {
            assertThat(served.handle(Asked.post("/verbs/authorize", body).knowing(SECRET))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(served.handle(Asked.post("/verbs/steal", "{}").knowing(SECRET))
                        .status())
                .isEqualTo(404);
    }

    private void unknown(Sandbox where, String reference, String why) {
        assertThat(where.connector().authorize(call(reference), TEN, approving(), Connector.Capture.AUTOMATIC))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains(why).doesNotContain("4242"));
        assertThat(where.authenticator().lookup(call(reference)))
                .isInstanceOfSatisfying(
                        Authentication.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains(why));
    }

    private static Sandbox at(HttpServer server, String secret) {
        return Sandbox.elsewhere(http, CLOCK, "http://127.0.0.1:" + server.port(), secret);
    }

    private static HttpServer serve(HttpServer.Handler handler) {
        return HttpServer.start("127.0.0.1", 0, handler, status -> Response.text(status, ""), Duration.ZERO);
    }
}

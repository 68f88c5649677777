package dev.caisse.connectors.sandbox;

import static dev.caisse.connectors.sandbox.Cards.card;
import static dev.caisse.connectors.sandbox.Cards.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Approved;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Authentication.Authenticated;
import dev.caisse.connectors.Authentication.Challenge;
import dev.caisse.connectors.Authentication.Failed;
import dev.caisse.connectors.Authentication.Unavailable;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.AuthenticatorContract;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.TestCards;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.Response.HeaderLine;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxAuthenticatorTest extends AuthenticatorContract {
    private static final String ALWAYS = "4000002760003184";
    private static TestDatabase database;

    private final SettableClock clock = new SettableClock();
    private final Sandbox sandbox = Sandboxes.on(database, clock);

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected Authenticator authenticator() {
        return sandbox.authenticator();
    }

    @Override
    protected Means.Card challenged() {
        return card(ALWAYS);
    }

    @Override
    protected void pass(Challenge challenge) {
        page(Asked.post(challenge.url(), "choice=complete"));
    }

    @Override
    protected void fail(Challenge challenge) {
        page(Asked.post(challenge.url(), "choice=fail"));
    }

    @Override
    protected long deadlineMs() {
        return clock.nowMs() + 10_000;
    }

    /// test values: what becomes of each card under each preference, and of a payment with the proof that it gave.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # number          | AUTO: wanted, begun       | ANY: begun    | paid with proof    | paid without
            4242424242424242  | false | authenticated     | challenge     | approved           | approved
            4000000000000002  | false | authenticated     | challenge     | GENERIC_DECLINE    | GENERIC_DECLINE
            4000002500003155  | true  | challenge         | challenge     | approved           | AUTHENTICATION_REQUIRED
            4000002760003184  | true  | challenge         | challenge     | approved           | AUTHENTICATION_REQUIRED
            4000003800000446  | true  | challenge         | challenge     | approved           | AUTHENTICATION_REQUIRED
            4000000000003220  | true  | challenge         | challenge     | approved           | AUTHENTICATION_REQUIRED
            4000008400000027  | true  | challenge         | challenge     | approved           | AUTHENTICATION_REQUIRED
            4000008400001629  | true  | challenge         | challenge     | GENERIC_DECLINE    | AUTHENTICATION_REQUIRED
            4000008260003178  | true  | challenge         | challenge     | INSUFFICIENT_FUNDS | AUTHENTICATION_REQUIRED
            4000008400001280  | true  | unavailable       | unavailable   | -                  | AUTHENTICATION_REQUIRED
            4000000000003055  | false | authenticated     | challenge     | approved           | approved
            4000000032200000  | true  | authenticated     | challenge     | approved           | approved
            """)
    void everyCardDoesWhatTheTableSays(
            String digits, boolean isWanted, String auto, String any, String withProof, String without) {
        assertThat(authenticator().isWanted(number(digits), Preference.AUTO)).isEqualTo(isWanted);
        assertThat(authenticator().isWanted(number(digits), Preference.ANY)).isTrue();
        assertThat(word(begin(reference(), card(digits), Preference.AUTO))).isEqualTo(auto);
        var reference = reference();
        var begun = begin(reference, card(digits), Preference.ANY);
        assertThat(word(begun)).isEqualTo(any);
        assertThat(told(authorize(card(digits)))).isEqualTo(without);
        if (begun instanceof Challenge challenge) {
            pass(challenge);
            assertThat(told(authorize(card(digits).with(proof(reference))))).isEqualTo(withProof);
        }
    }

    @Test
    void theTableAboveNamesEveryCardThatAuthenticates() {
        assertThat(TestCards.all())
                .filteredOn(known -> authenticator().isWanted(known.number(), Preference.AUTO))
                .hasSize(9);
    }

    @Test
    void aLookUpThatFailsSaysSoAndGoesOnSayingSo() {
        var reference = reference();
        var answer = begin(reference, card("4000008400001280"), Preference.AUTO);
        assertThat(answer).isInstanceOf(Unavailable.class).isEqualTo(lookup(reference));
    }

    @Test
    void aProofIsGoodForOneAuthorisationOfItsCardAndAmount() {
        var proof = proven();
        refused(authorize(card("4000000000003220").with(proof)));
        refused(sandbox.connector()
                .authorize(
                        call(reference()),
                        Money.of(1001, CurrencyCode.of("EUR")),
                        challenged().with(proof),
                        Capture.AUTOMATIC));
        refused(sandbox.connector()
                .authorize(
                        call(reference()),
                        Money.of(1000, CurrencyCode.of("USD")),
                        challenged().with(proof),
                        Capture.AUTOMATIC));
        assertThat(authorize(challenged().with(proof))).isInstanceOf(Approved.class);
        refused(authorize(challenged().with(proof)));
    }

    @Test
    void theSameAuthorisationTwiceWithItsProofIsApprovedTwice() {
        var card = challenged().with(proven());
        var call = call(reference());
        var first = sandbox.connector().authorize(call, TEN, card, Capture.MANUAL);
        assertThat(first).isInstanceOf(Approved.class);
        assertThat(sandbox.connector().authorize(call, TEN, card, Capture.MANUAL))
                .isEqualTo(first);
    }

    @Test
    void aProofThatTheSandboxDidNotGiveIsNone() {
        var proof = proven();
        refused(authorize(
                challenged().with(new Proof(proof.eci(), "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", proof.dsTransId()))));
        refused(authorize(challenged().with(new Proof("06", proof.cavv(), proof.dsTransId()))));
        refused(authorize(challenged().with(new Proof("05", proof.cavv(), "another"))));
        refused(authorize(card("4242424242424242").with(new Proof("05", proof.cavv(), "another"))));
    }

    @Test
    void theProofOfAnOpenOrFailedChallengeIsWorthNothing() {
        var reference = reference();
        var challenge = challenge(begin(reference));
        var proof = database.db()
                .one(
                        row -> new Proof(row.text("eci"), row.text("cavv"), row.text("ds_trans_id")),
                        "select eci, cavv, ds_trans_id from sandbox.authentications where reference = ?",
                        reference)
                .orElseThrow();
        refused(authorize(challenged().with(proof)));
        fail(challenge);
        refused(authorize(challenged().with(proof)));
    }

    @Test
    void theIndicatorIsTheSchemesOwn() {
        assertThat(proven(card("5555555555554444")).eci()).isEqualTo("02");
        assertThat(proven(card("4242424242424242")).eci()).isEqualTo("05");
        assertThat(proven()).asString().doesNotContain("cavv");
    }

    @Test
    void afterTenMinutesTheChallengeHasFailedAndCannotBePassed() {
        var reference = reference();
        var challenge = challenge(begin(reference));
        clock.advance(Duration.ofMinutes(10).minusSeconds(5));
        assertThat(resume(reference)).isInstanceOf(Authentication.Pending.class);
        clock.advance(Duration.ofSeconds(5));
        assertThat(page(Asked.get(challenge.url())).status()).isEqualTo(410);
        pass(challenge);
        assertThat(resume(reference)).isInstanceOf(Failed.class).isEqualTo(lookup(reference));
    }

    @Test
    void aRestartForgetsNoChallenge() {
        var reference = reference();
        var challenge = challenge(begin(reference));
        var restarted = Sandboxes.on(database, clock);
        page(restarted, Asked.post(challenge.url(), "choice=complete"));
        assertThat(restarted.authenticator().resume(call(reference))).isInstanceOf(Authenticated.class);
    }

    @Test
    void theWayBackIsWhereTheMerchantSaidAndSaysNothing() {
        var challenge = challenge(begin(reference()));
        var passed = page(Asked.post(challenge.url(), "choice=complete"));
        assertThat(passed.status()).isEqualTo(303);
        assertThat(header(passed, "Location")).isEqualTo(BACK);
        var failed = page(Asked.post(challenge(begin(reference())).url(), "choice=fail"));
        assertThat(header(failed, "Location")).isEqualTo(BACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "choice=", "choice=maybe", "choice=complete&choice=fail", "x"})
    void whatIsNoChoiceDecidesNothing(String form) {
        var reference = reference();
        var challenge = challenge(begin(reference));
        assertThat(page(Asked.post(challenge.url(), form)).status()).isEqualTo(400);
        assertThat(page(Asked.post(challenge.url(), form.repeat(2000))).status())
                .isEqualTo(400);
        assertThat(resume(reference)).isInstanceOf(Authentication.Pending.class);
    }

    @Test
    void thePageShowsWhatIsPaidAndTheCardMaskedUnderAPolicyOfItsOwn() {
        var challenge = challenge(begin(reference()));
        var page = page(Asked.get(challenge.url()));
        assertThat(new String(page.body(), StandardCharsets.UTF_8))
                .contains("10.00 EUR", "VISA •••• 3184", "test-source-authorize-3ds", "test-source-fail-3ds")
                .doesNotContain(ALWAYS, "<script");
        assertThat(header(page, "Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' https://shop.test;"
                                + " frame-ancestors 'self'");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theSandboxInItsOwnProcessNamesWhoMayFrameIt() {
        var doors = new Doors(
                List.of("https://bank.test"), List.of("https://pay.test", "https://shop.test"), Optional.empty());
        var elsewhere = Sandboxes.on(database, clock, doors);
        var challenge = challenge(elsewhere
                .authenticator()
                .begin(call(reference()), TEN, challenged(), Preference.AUTO, "https://pay.test/back"));
        assertThat(challenge.url()).startsWith("https://bank.test/sandbox/challenge/");
        assertThat(header(page(elsewhere, Asked.get(challenge.url())), "Content-Security-Policy"))
                .endsWith(
                        "form-action 'self' https://pay.test; frame-ancestors 'self' https://pay.test https://shop.test");
    }

    @Test
    void theChallengeIsAtTheOriginThePayerReturnsToWhereThatIsOurs() {
        var doors = new Doors(List.of("http://127.0.0.1:8080", "http://localhost:8080"), List.of(), Optional.empty());
        var twoNames = Sandboxes.on(database, clock, doors).authenticator();
        assertThat(challenge(twoNames.begin(
                                call(reference()), TEN, challenged(), Preference.AUTO, "http://localhost:8080/back"))
                        .url())
                .startsWith("http://localhost:8080/sandbox/challenge/");
        assertThat(challenge(twoNames.begin(
                                call(reference()), TEN, challenged(), Preference.AUTO, "https://shop.test/back"))
                        .url())
                .startsWith("http://127.0.0.1:8080/sandbox/challenge/");
    }

    @Test
    void aTokenIsLongAndUnknownOnesLeadNowhere() {
        var token = challenge(begin(reference())).url().replaceAll(".*/", "");
        assertThat(token).matches("[0-9A-Za-z]{24}");
        assertThat(page(Asked.get("/sandbox/challenge/" + token.toLowerCase(java.util.Locale.ROOT)))
                        .status())
                .isEqualTo(404);
        assertThat(page(Asked.get("/sandbox/challenge/")).status()).isEqualTo(404);
        assertThat(page(Asked.get("/sandbox/assets/../secrets")).status()).isEqualTo(404);
        assertThat(page(new Asked("PUT", "/sandbox/challenge/" + token, "", Optional.empty()))
                        .status())
                .isEqualTo(405);
    }

    @Test
    void theBookHoldsNoCardNumber() {
        var reference = reference();
        begin(reference);
        var row = database.db()
                .one(
                        columns -> columns.text("line"),
                        "select a::text as line from sandbox.authentications a where reference = ?",
                        reference)
                .orElseThrow();
        assertThat(row).contains("3184").doesNotContain("400000276000");
    }

    @Test
    void aWayBackThatIsNoAddressIsRefusedBeforeAnythingIsWritten() {
        var reference = reference();
        assertThatThrownBy(() -> authenticator()
                        .begin(call(reference), TEN, challenged(), Preference.AUTO, "javascript:alert(1)"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lookup(reference)).isInstanceOf(Authentication.NeverSeen.class);
    }

    @Test
    void aBookOutOfReachIsUnknown() {
        var gone = TestDatabase.fresh();
        var elsewhere = Sandboxes.on(gone, clock);
        gone.close();
        assertThat(elsewhere.authenticator().lookup(call(reference()))).isInstanceOf(Authentication.Unknown.class);
        assertThat(page(elsewhere, Asked.get("/sandbox/challenge/any")).status())
                .isEqualTo(503);
    }

    private Response page(Asked request) {
        return page(sandbox, request);
    }

    private static Response page(Sandbox where, Asked request) {
        return where.pages().handle(request);
    }

    private Proof proven() {
        return proven(challenged());
    }

    private Proof proven(Means.Card card) {
        var reference = reference();
        pass(challenge(begin(reference, card, Preference.ANY)));
        return proof(reference);
    }

    private Proof proof(String reference) {
        assertThat(resume(reference)).isInstanceOf(Authenticated.class);
        return ((Authenticated) resume(reference)).proof();
    }

    private Answer authorize(Means.Card card) {
        return sandbox.connector().authorize(call(reference()), TEN, card, Capture.AUTOMATIC);
    }

    private static void refused(Answer answer) {
        assertThat(told(answer)).isEqualTo(DeclineCode.AUTHENTICATION_REQUIRED.name());
    }

    private static String told(Answer answer) {
        return answer instanceof Declined declined ? declined.code().name() : word(answer);
    }

    private static String word(Object answer) {
        return answer.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String header(Response response, String name) {
        return response.headers().stream()
                .filter(line -> line.name().equals(name))
                .map(HeaderLine::value)
                .findFirst()
                .orElseThrow();
    }
}

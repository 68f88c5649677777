package dev.caisse.connectors.sandbox;

import static dev.caisse.connectors.sandbox.Cards.card;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication.Challenge;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Connector.Notice;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults on demand, in this process and over HTTP: what the caller sees, when, and what the book says afterwards.
class FaultsTest {
    private static final Money TEN = Money.of(1000, CurrencyCode.of("EUR"));
    private static final String SECRET = "a-secret-of-both-processes";
    private static final long PATIENCE_MS = 400;

    private static final SettableClock CLOCK = new SettableClock();
    private static final List<Noticed> NOTICES = new CopyOnWriteArrayList<>();
    private static TestDatabase database;
    private static HttpServer merchant;
    private static HttpServer counter;
    private static Sandbox here;
    private static Sandbox elsewhere;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        merchant = serve(request -> {
            NOTICES.add(new Noticed(
                    request.rawPath(), request.header(NoticeSeal.HEADER).orElse(""), request.body(10_000)));
            return Response.empty(204);
        });
        var doors =
                new Doors(List.of("http://shop.test"), List.of(), Optional.of("http://127.0.0.1:" + merchant.port()));
        here = Sandbox.here(
                database.db(),
                database.groupCommit(),
                CLOCK,
                MerchantTime.real(CLOCK),
                new SecureRandom(),
                doors,
                new TrustedClient("test"),
                Optional.of(SECRET));
        counter = serve(here.served(CLOCK, SECRET));
        elsewhere = Sandbox.elsewhere(new TrustedClient("test"), CLOCK, "http://127.0.0.1:" + counter.port(), SECRET);
    }

    @AfterAll
    static void close() {
        counter.close();
        merchant.close();
        database.close();
    }

    /// `seen` and `then`: what the caller hears, and what lookup says once everything has come to rest.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # words                    | caller sees | after    | lookup then
            refuse=authenticate        | unknown     | at once  | neverseen
            timeout=authenticate       | unknown     | deadline | neverseen
            lost-answer=authenticate   | unknown     | deadline | challenge
            late=authenticate:700      | unknown     | deadline | challenge
            late=authenticate:20       | challenge   | at once  | challenge
            refuse=authorize           | unknown     | at once  | neverseen
            timeout=authorize          | unknown     | deadline | neverseen
            lost-answer=authorize      | unknown     | deadline | approved
            late=authorize:700         | unknown     | deadline | approved
            late=authorize:20          | approved    | at once  | approved
            refuse=capture             | unknown     | at once  | neverseen
            timeout=capture            | unknown     | deadline | neverseen
            lost-answer=capture        | unknown     | deadline | approved
            late=capture:700           | unknown     | deadline | approved
            refuse=cancel              | unknown     | at once  | neverseen
            timeout=cancel             | unknown     | deadline | neverseen
            lost-answer=cancel         | unknown     | deadline | approved
            late=cancel:700            | unknown     | deadline | approved
            refuse=refund              | unknown     | at once  | neverseen
            timeout=refund             | unknown     | deadline | neverseen
            lost-answer=refund         | unknown     | deadline | approved
            late=refund:700            | unknown     | deadline | approved
            refuse=contest             | unknown     | at once  | neverseen
            timeout=contest            | unknown     | deadline | neverseen
            lost-answer=contest        | unknown     | deadline | approved
            late=contest:700           | unknown     | deadline | approved
            refuse=concede             | unknown     | at once  | neverseen
            timeout=concede            | unknown     | deadline | neverseen
            lost-answer=concede        | unknown     | deadline | approved
            late=concede:700           | unknown     | deadline | approved
            refuse=resume              | unknown     | at once  | approved
            timeout=resume             | unknown     | deadline | approved
            lost-answer=resume         | unknown     | deadline | approved
            late=resume:700            | unknown     | deadline | approved
            refuse=lookup              | unknown     | at once  | approved
            timeout=lookup             | unknown     | deadline | approved
            lost-answer=lookup         | unknown     | deadline | approved
            late=lookup:700            | unknown     | deadline | approved
            """)
    void everyFaultOfEveryOperation(String words, String seen, String after, String then) {
        var operation = words.replaceAll(".*=|:.*", "");
        List.of(here, elsewhere).parallelStream().forEach(sandbox -> {
            var asked = new Asking(sandbox, operation);
            long start = System.nanoTime();
            assertThat(asked.with(words)).isEqualTo(seen);
            tookAsExpected(after, start);
            Eventually.holds(() -> asked.lookedUp().equals(then));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticate", "authorize", "resume", "capture", "cancel", "refund", "lookup"})
    void aFaultOfOneOperationLeavesTheOthersAlone(String operation) {
        var others = operation.equals("refund") ? "refuse=cancel" : "refuse=refund";
        assertThat(new Asking(here, operation).with(others)).isIn("approved", "challenge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticate", "authorize", "resume", "capture", "cancel", "refund", "lookup"})
    void aSandboxThatIsDownAnswersNothingAtOnce(String operation) {
        for (var sandbox : List.of(here, elsewhere)) {
            var asked = new Asking(sandbox, operation);
            var before = asked.lookedUp();
            long start = System.nanoTime();
            assertThat(asked.with("down")).isEqualTo("unknown");
            tookAsExpected("at once", start);
            assertThat(asked.lookedUp()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticate", "authorize", "resume", "capture", "cancel", "refund", "lookup"})
    void latencyIsOfEveryOperationAndPastTheDeadlineTheAnswerIsUnknownButDone(String operation) {
        var quick = new Asking(here, operation);
        long start = System.nanoTime();
        assertThat(quick.with("latency=200")).isIn("approved", "challenge");
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(200).toNanos());
        var slow = new Asking(here, operation);
        assertThat(slow.with("latency=700")).isEqualTo("unknown");
        Eventually.holds(() -> List.of("approved", "challenge").contains(slow.lookedUp()));
    }

    @Test
    void whatIsCanceledBeforeItCameLateIsDeclinedWhenItComes() {
        var asked = new Asking(here, "authorize");
        assertThat(asked.with("late=authorize:600")).isEqualTo("unknown");
        assertThat(asked.lookedUp()).isEqualTo("neverseen");
        var cancel = new Call(
                UUID.randomUUID().toString(),
                Optional.of(new Call.Original(asked.reference, Optional.empty())),
                CLOCK.nowMs() + 5000);
        assertThat(word(here.connector().cancel(cancel, TEN))).isEqualTo("approved");
        Eventually.holds(() -> noticesOf(asked.reference).size() == 1);
        assertThat(read(noticesOf(asked.reference).getFirst()).orElseThrow())
                .extracting(notice -> ((Notice.OfCall) notice).answer())
                .isEqualTo(here.connector().lookup(asked.call(Optional.empty())));
        assertThat(asked.lookedUp()).isEqualTo("declined");
    }

    @Test
    void whatIsDoneLateIsToldInANoticeThatBothEndsBelieve() {
        var asked = new Asking(elsewhere, "authorize");
        asked.with("late=authorize:600");
        Eventually.holds(() -> noticesOf(asked.reference).size() == 1);
        var noticed = noticesOf(asked.reference).getFirst();
        assertThat(noticed.path).isEqualTo("/notices/sandbox/1234/test");
        for (var sandbox : List.of(here, elsewhere)) {
            var notice = sandbox.connector()
                    .readNotice(Map.of("sandbox-signature", noticed.signature), noticed.body)
                    .orElseThrow();
            assertThat(notice.id()).startsWith("notice_");
            assertThat(notice.reference()).isEqualTo(asked.reference);
            assertThat(((Notice.OfCall) notice).answer())
                    .isEqualTo(sandbox.connector().lookup(asked.call(Optional.empty())));
        }
    }

    @Test
    void anAuthenticationThatEndsIsNewsToBeLookedUp() {
        var asked = new Asking(here, "authenticate");
        asked.with("latency=1");
        var challenge = (Challenge) here.authenticator().lookup(asked.call(Optional.empty()));
        here.pages().handle(Asked.post(challenge.url(), "choice=complete"));
        Eventually.holds(() -> noticesOf(asked.reference).size() == 1);
        assertThat(read(noticesOf(asked.reference).getFirst()).orElseThrow())
                .extracting(notice -> ((Notice.OfCall) notice).answer())
                .isEqualTo(new Answer.Pending());
    }

    @Test
    void aNoticeThatIsForgedOrGarbledIsNone() {
        var asked = new Asking(here, "capture");
        asked.with("late=capture:500");
        Eventually.holds(() -> noticesOf(asked.reference).size() == 1);
        var noticed = noticesOf(asked.reference).getFirst();
        assertThat(read(noticed)).isPresent();
        assertThat(read(new Noticed("", "", noticed.body))).isEmpty();
        assertThat(read(new Noticed("", noticed.signature.replace(noticed.signature.charAt(0), 'x'), noticed.body)))
                .isEmpty();
        var other = new String(noticed.body, UTF_8)
                .replace("\"minor\":1000", "\"minor\":1")
                .getBytes(UTF_8);
        assertThat(other).isNotEqualTo(noticed.body);
        assertThat(read(new Noticed("", noticed.signature, other))).isEmpty();
        assertThat(here.connector().readNotice(Map.of(), noticed.body)).isEmpty();
        var seal = NoticeSeal.shared(SECRET);
        for (var garbled : List.of("", "[]", "{}", "{\"id\":1}", "{\"id\":\"a\",\"reference\":\"b\",\"outcome\":{}}")) {
            var body = garbled.getBytes(UTF_8);
            assertThat(read(new Noticed("", seal.sign(body), body))).isEmpty();
        }
    }

    @Test
    void aKeyOfItsOwnIsTheSameForAllNodes() {
        var body = "{}".getBytes(UTF_8);
        var random = new SecureRandom();
        var signed = NoticeSeal.kept(database.db(), random).sign(body);
        assertThat(NoticeSeal.kept(database.db(), random).isOurs(body, signed)).isTrue();
        assertThat(NoticeSeal.shared(SECRET).isOurs(body, signed)).isFalse();
    }

    @Test
    void aRehearsalThatNobodyUnderstandsTouchesNothing() {
        var asked = new Asking(elsewhere, "authorize");
        assertThat(asked.with("refuse=everything")).isEqualTo("unknown");
        assertThat(asked.lookedUp()).isEqualTo("neverseen");
    }

    private static void tookAsExpected(String after, long startNanos) {
        long ms = (System.nanoTime() - startNanos) / 1_000_000;
        if (after.equals("at once")) {
            assertThat(ms).isLessThan(PATIENCE_MS);
        } else {
            assertThat(ms).isBetween(PATIENCE_MS - 50, PATIENCE_MS + 2_000);
        }
    }

    private static HttpServer serve(HttpServer.Handler handler) {
        return HttpServer.start("127.0.0.1", 0, handler, status -> Response.text(status, ""), Duration.ZERO);
    }

    private static List<Noticed> noticesOf(String reference) {
        return new ArrayList<>(NOTICES)
                .stream()
                        .filter(noticed -> new String(noticed.body, UTF_8).contains(reference))
                        .toList();
    }

    private static Optional<Notice> read(Noticed noticed) {
        return here.connector().readNotice(Map.of(NoticeSeal.HEADER, noticed.signature), noticed.body);
    }

    private static String word(Object answer) {
        return answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private record Noticed(String path, String signature, byte[] body) {}

    /// One operation at one sandbox, on a payment made ready for it.
    private static final class Asking {
        private final Sandbox sandbox;
        private final String operation;
        private final String reference;
        private final Optional<Call.Original> original;
        private final String dispute;

        Asking(Sandbox sandbox, String operation) {
            this.sandbox = sandbox;
            this.operation = operation;
            var paid = UUID.randomUUID().toString();
            this.reference = List.of("resume", "lookup").contains(operation)
                    ? paid
                    : UUID.randomUUID().toString();
            boolean isOfDispute = List.of("contest", "concede").contains(operation);
            this.original =
                    isOfDispute || List.of("capture", "cancel", "refund").contains(operation)
                            ? Optional.of(new Call.Original(paid, Optional.empty()))
                            : Optional.empty();
            var capture = isOfDispute || operation.equals("refund") ? Capture.AUTOMATIC : Capture.MANUAL;
            here.connector()
                    .authorize(
                            new Call(paid, Optional.empty(), CLOCK.nowMs() + 5000),
                            TEN,
                            card(isOfDispute ? "4000000000000259" : "4242424242424242"),
                            capture);
            this.dispute =
                    isOfDispute ? Sandboxes.hearOf(database.db(), here, paid).reference() : "";
        }

        Call call(Optional<String> rehearsal) {
            long patienceMs = rehearsal.isPresent() ? PATIENCE_MS : 5000;
            return new Call(reference, original, CLOCK.nowMs() + patienceMs, rehearsal)
                    .by(new Call.Merchant("1234", "test"));
        }

        String with(String words) {
            var call = call(Optional.of(words));
            var connector = sandbox.connector();
            return word(
                    switch (operation) {
                        case "authenticate" ->
                            sandbox.authenticator()
                                    .begin(call, TEN, card("4000000000003220"), Preference.AUTO, "http://shop.test/");
                        case "authorize" -> connector.authorize(call, TEN, card("4242424242424242"), Capture.AUTOMATIC);
                        case "resume" -> connector.resume(call);
                        case "capture" -> connector.capture(call, TEN);
                        case "cancel" -> connector.cancel(call, TEN);
                        case "refund" -> connector.refund(call, TEN);
                        case "contest" -> connector.contest(call, dispute, TEN, Map.of("uncategorized_text", "sent"));
                        case "concede" -> connector.concede(call, dispute, TEN);
                        default -> connector.lookup(call);
                    });
        }

        String lookedUp() {
            var call = call(Optional.empty());
            return word(
                    operation.equals("authenticate")
                            ? sandbox.authenticator().lookup(call)
                            : sandbox.connector().lookup(call));
        }
    }
}

package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Approved;
import dev.caisse.connectors.Answer.NeverSeen;
import dev.caisse.connectors.Answer.Unknown;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.CardNumber;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The sandbox as a process of its own, killed in the middle of what it does: its book knows afterwards, and nobody
/// else guesses meanwhile.
class SandboxProcessTest {
    private static final Money TEN = Money.of(1000, CurrencyCode.of("EUR"));
    private static final Clock CLOCK = Clock.system();

    private static SandboxProcess process;
    private static TrustedClient http;
    private static Sandbox sandbox;

    @BeforeAll
    static void open() {
        process = SandboxProcess.start(Map.of("CAISSE_PUBLIC_URL", "https://pay.test"));
        http = new TrustedClient("test");
        sandbox = Sandbox.elsewhere(http, CLOCK, process.url(), SandboxProcess.SECRET);
    }

    @AfterAll
    static void close() {
        process.close();
        http.close();
    }

    @Test
    void whatWasDoneBeforeTheKillIsInTheBookAndWhatWasNotIsNeverSeen() {
        var paid = reference();
        assertThat(authorize(paid, Optional.empty())).isInstanceOf(Approved.class);
        var done = reference();
        var notDone = reference();
        var answers = new CompletableFuture<?>[] {
            CompletableFuture.supplyAsync(() -> authorize(done, Optional.of("lost-answer=authorize"))),
            CompletableFuture.supplyAsync(() -> authorize(notDone, Optional.of("late=authorize:20000")))
        };
        Eventually.holds(() -> lookup(done) instanceof Approved);
        process.kill();
        for (var answer : answers) {
            assertThat(answer.join()).isInstanceOf(Unknown.class);
        }
        assertThat(lookup(paid)).isInstanceOf(Unknown.class);
        process.start();
        assertThat(lookup(paid)).isInstanceOf(Approved.class);
        assertThat(lookup(done)).isInstanceOf(Approved.class);
        assertThat(lookup(notDone)).isEqualTo(new NeverSeen());
    }

    @Test
    void aChallengeOutlivesAKillAndIsFramedByTheShop() {
        var reference = reference();
        var begun = sandbox.authenticator()
                .begin(
                        call(reference, Optional.empty()),
                        TEN,
                        card("4000000000003220"),
                        Preference.AUTO,
                        "https://pay.test/back");
        process.kill();
        process.start();
        assertThat(sandbox.authenticator().lookup(call(reference, Optional.empty())))
                .isEqualTo(begun);
        var address = ((Authentication.Challenge) begun).url();
        assertThat(address).startsWith(process.url() + "/sandbox/challenge/");
        var page = new Client(process.url(), "")
                .get(address.substring(process.url().length()));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors 'self' https://pay.test");
    }

    @Test
    void itsDatabaseHasTheSandboxsTablesAlone() {
        assertThat(process.database().db().all(row -> row.text("name"), """
                                select table_schema || '.' || table_name as name from information_schema.tables
                                where table_schema not in ('pg_catalog', 'information_schema') order by 1"""))
                .containsExactly(
                        "public.schema_history",
                        "sandbox.authentications",
                        "sandbox.book",
                        "sandbox.disputes",
                        "sandbox.notice_key",
                        "sandbox.odd_refunds",
                        "sandbox.orders");
    }

    @Test
    void withoutASecretNeitherSideStarts() {
        assertThatThrownBy(() -> SandboxServer.start(Settings.read(Map.of()), CLOCK, _ -> {}))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageContaining("CAISSE_SANDBOX_SECRET");
        assertThatThrownBy(() -> Settings.read(Map.of("CAISSE_SANDBOX_URL", "http://127.0.0.1:8090")))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageContaining("CAISSE_SANDBOX_SECRET");
        assertThatThrownBy(() -> Settings.read(Map.of("CAISSE_SANDBOX_SECRET", "short")))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageContaining("CAISSE_SANDBOX_SECRET")
                .hasMessageNotContaining("short");
    }

    private static Answer authorize(String reference, Optional<String> rehearsal) {
        return sandbox.connector()
                .authorize(call(reference, rehearsal), TEN, card("4242424242424242"), Capture.AUTOMATIC);
    }

    private static Answer lookup(String reference) {
        return sandbox.connector().lookup(call(reference, Optional.empty()));
    }

    private static Call call(String reference, Optional<String> rehearsal) {
        return new Call(reference, Optional.empty(), CLOCK.nowMs() + 30_000, rehearsal);
    }

    private static String reference() {
        return UUID.randomUUID().toString();
    }

    private static Means.Card card(String digits) {
        return new Means.Card(
                CardNumber.read(digits).orElseThrow(),
                12,
                2040,
                Optional.of(new Means.SecurityCode("123")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

package dev.caisse.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caisse.Eventually;
import dev.caisse.Mailbox;
import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.api.Tenant;
import dev.caisse.mail.Letter.Kind;
import dev.caisse.mail.QueueLetter.Wanted;
import dev.caisse.mail.Writing.Written;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.mail.ScriptedSmtp;
import dev.caisse.platform.mail.SmtpClient;
import dev.caisse.platform.mail.SmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// Letters on the real database, to real mail servers over TCP.
@Timeout(300)
class SendLettersTest {
    private static final Tenant TENANT = new Tenant(1, false);
    private static final String JENNY = "jenny@example.com";
    private static final Writing WRITING =
            letter -> new Written("Shop", "Subject", letter.facts().get("what"), Optional.empty());

    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private final SettableClock clock = new SettableClock();
    private final NodeLease lease = NodeLease.take(db, clock);
    private final QueueLetter queueLetter = new QueueLetter(new Ids(clock, lease));

    @AfterEach
    void close() {
        lease.close();
        database.close();
    }

    @Test
    void aLetterIsSentOnce() throws Exception {
        try (var mailbox = Mailbox.open()) {
            queue("a", JENNY);
            queue("a", JENNY);
            var send = to(mailbox.port());
            send.run();
            clock.advance(Duration.ofDays(1));
            send.run();
            assertThat(mailbox.received()).hasSize(1);
            assertThat(mailbox.received().getFirst().getContent()).isEqualTo("a");
            assertThat(states()).containsExactly("sent");
        }
    }

    @Test
    void aLetterOfATransactionThatFailsIsNotSent() {
        try (var mailbox = Mailbox.open()) {
            try {
                db.inTransaction(tx -> {
                    queueLetter.in(tx, TENANT, wanted("a", JENNY));
                    throw new IllegalStateException("something else went wrong");
                });
            } catch (IllegalStateException _) {
                // as it should be
            }
            to(mailbox.port()).run();
            assertThat(mailbox.received()).isEmpty();
            assertThat(states()).isEmpty();
        }
    }

    @Test
    void whatIsNoAddressGetsNoLetter() {
        for (var to : List.of(
                "", "jenny", "jenny@example.com\r\nBcc: x@example.com", "a@b.c, d@e.f", "<jenny@example.com>")) {
            queue("a", to);
        }
        assertThat(states()).isEmpty();
    }

    @Test
    void twoNodesSendEachLetterOnce() throws Exception {
        try (var mailbox = Mailbox.open()) {
            for (int n = 0; n < 20; n++) {
                queue("letter " + n, JENNY);
            }
            var first = Thread.startVirtualThread(to(mailbox.port())::run);
            var second = Thread.startVirtualThread(to(mailbox.port())::run);
            first.join();
            second.join();
            assertThat(mailbox.received()).hasSize(20);
            assertThat(states()).hasSize(20).containsOnly("sent");
        }
    }

    @Test
    void aServerThatIsDownIsLeftAloneForAMomentAndAskedAgain() {
        int port = freePort();
        queue("a", JENNY);
        var send = to(port);
        send.run();
        assertThat(states()).containsExactly("waiting");
        assertThat(send.waiting()).isEqualTo(1);
        try (var mailbox = Mailbox.at(port)) {
            queue("b", JENNY);
            send.run();
            assertThat(mailbox.received()).isEmpty();
            clock.advance(Duration.ofSeconds(31));
            send.run();
            assertThat(mailbox.received()).hasSize(2);
            assertThat(states()).containsExactly("sent", "sent");
            assertThat(send.waiting()).isZero();
        }
    }

    @Test
    void aRecipientWhoIsRefusedIsNotAskedForAgainAndHoldsUpNobody() throws Exception {
        try (var server = ScriptedSmtp.of(line -> line.contains("nobody") ? "550 5.1.1 no such user" : null)) {
            queue("a", "nobody@example.com");
            queue("b", JENNY);
            var send = to(server.port());
            send.run();
            assertThat(states()).containsExactly("failed", "sent");
            assertThat(db.one(
                            row -> row.text("last_answer"), "select last_answer from letters where status = 'failed'"))
                    .hasValueSatisfying(answer -> assertThat(answer).contains("550 5.1.1 no such user"));
            clock.advance(Duration.ofDays(1));
            send.run();
            assertThat(server.heard())
                    .filteredOn(line -> line.contains("nobody"))
                    .hasSize(1);
        }
    }

    @Test
    void whoSaysLaterIsAskedWithGrowingPausesForThreeDays() throws Exception {
        try (var server = ScriptedSmtp.of(line -> line.startsWith("RCPT") ? "451 4.7.1 later" : null)) {
            queue("a", JENNY);
            var send = to(server.port());
            for (int hour = 0; hour < 80; hour++) {
                send.run();
                clock.advance(Duration.ofHours(1));
            }
            assertThat(states()).containsExactly("failed");
            assertThat(server.heard())
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .hasSizeBetween(15, 30);
            assertThat(tries()).isBetween(15L, 30L);
        }
    }

    @Test
    void pausesGrowAndStopGrowing() {
        assertThat(SendLetters.pauseAfter(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(SendLetters.pauseAfter(2)).isEqualTo(Duration.ofMinutes(1));
        assertThat(SendLetters.pauseAfter(5)).isEqualTo(Duration.ofMinutes(8));
        assertThat(SendLetters.pauseAfter(1000)).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void noConnectionIsHeldWhileAServerThinks() throws Exception {
        var thought = new CountDownLatch(1);
        try (var server = ScriptedSmtp.of(line -> line.startsWith("MAIL") ? after(thought) : null)) {
            queue("a", JENNY);
            var round = Thread.startVirtualThread(to(server.port())::run);
            Eventually.holds(() -> server.heard().stream().anyMatch(line -> line.startsWith("MAIL")));
            assertThat(db.one(row -> row.number("n"), """
                    select count(*) as n from pg_stat_activity
                     where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
                       and backend_type = 'client backend'
                    """)).contains(0L);
            assertThat(states()).containsExactly("waiting");
            thought.countDown();
            round.join();
            assertThat(states()).containsExactly("sent");
        }
    }

    private static String after(CountDownLatch thought) {
        try {
            thought.await();
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoStopsBeginsNoMore() {
        try (var mailbox = Mailbox.open()) {
            queue("a", JENNY);
            var send = to(mailbox.port());
            send.close();
            send.run();
            assertThat(mailbox.received()).isEmpty();
            assertThat(states()).containsExactly("waiting");
        }
    }

    @Test
    void aLetterWithoutWordsIsTriedAgainAndHoldsUpNobody() throws Exception {
        try (var mailbox = Mailbox.open()) {
            queue("a", JENNY);
            Writing speechless = _ -> {
                throw new IllegalStateException("what it is about has gone");
            };
            client(mailbox.port(), speechless).run();
            assertThat(states()).containsExactly("waiting");
            clock.advance(Duration.ofMinutes(1));
            to(mailbox.port()).run();
            assertThat(states()).containsExactly("sent");
        }
    }

    @Test
    void aWrongPasswordIsInTheLogWithoutThePassword() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("dev.caisse");
        lines.start();
        log.addAppender(lines);
        try (var server = ScriptedSmtp.of(line -> line.startsWith("AUTH") ? "535 5.7.8 no: very-secret" : null)) {
            queue("a", JENNY);
            var url = "smtp://shop:very-secret@127.0.0.1:" + server.port();
            new SendLetters(
                            db,
                            clock,
                            new SmtpClient(SmtpServer.read(url).orElseThrow()),
                            "shop@example.com",
                            Map.of(Kind.RECEIPT, WRITING))
                    .run();
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("refuses the user name or the password"))
                .noneMatch(line -> line.contains("very-secret") || line.contains(JENNY));
        assertThat(db.all(row -> row.text("t"), "select l::text as t from letters l"))
                .noneMatch(row -> row.contains("very-secret"));
    }

    @Test
    void oldLettersAreForgottenWhateverBecameOfThem() {
        queue("a", JENNY);
        queue("b", JENNY);
        db.run("update letters set status = 'sent', ended_ms = due_ms where once = 'a'");
        var forget = new ForgetLetters(db, clock);
        clock.advance(Duration.ofDays(29));
        forget.run();
        assertThat(states()).hasSize(2);
        clock.advance(Duration.ofDays(2));
        queueLater();
        forget.run();
        assertThat(states()).hasSize(1);
    }

    @Test
    void theMerchantIsToldOnceOfAnEndpointThatFails() throws Exception {
        var tell = new TellMerchant(queueLetter, Optional.of("owner@example.com"));
        var endpoint = new FailingEndpoint(
                "we_7",
                "https://user:pass@shop.example/hooks?token=very-secret#there",
                1_930_000_000_000L,
                "500 oh\r\nno");
        try (var mailbox = Mailbox.open()) {
            db.inTransaction(tx -> {
                tell.in(tx, TENANT, endpoint);
                tell.in(tx, TENANT, endpoint);
                return tx;
            });
            to(mailbox.port()).run();
            var mail = mailbox.await("owner@example.com");
            assertThat(mail.getSubject()).isEqualTo("[Test mode] A webhook endpoint does not take its events");
            assertThat(mail.getContent().toString())
                    .contains("we_7", "https://shop.example/hooks", "27 February 2031, 23:06 UTC", "500 oh no")
                    .doesNotContain("very-secret", "pass");
            assertThat(db.all(row -> row.text("t"), "select l::text as t from letters l"))
                    .hasSize(1)
                    .noneMatch(row -> row.contains("very-secret"));
        }
    }

    @Test
    void nobodyIsToldWhereNoAddressIsKnown() {
        var tell = new TellMerchant(queueLetter, Optional.empty());
        db.inTransaction(tx -> {
            tell.in(tx, TENANT, new FailingEndpoint("we_7", "https://shop.example", 0, "500"));
            return tx;
        });
        assertThat(states()).isEmpty();
    }

    private void queue(String what, String to) {
        db.inTransaction(tx -> {
            queueLetter.in(tx, TENANT, wanted(what, to));
            return tx;
        });
    }

    /// The lease on the node's number notices the new time by itself.
    private void queueLater() {
        Eventually.holds(() -> {
            try {
                queue("c", JENNY);
                return true;
            } catch (RuntimeException _) {
                return false;
            }
        });
    }

    private static Wanted wanted(String what, String to) {
        return new Wanted(Kind.RECEIPT, what, to, Locale.ENGLISH, Map.of("what", what));
    }

    private SendLetters to(int port) {
        return client(port, WRITING);
    }

    private SendLetters client(int port, Writing writing) {
        var server = SmtpServer.read("smtp://127.0.0.1:" + port).orElseThrow();
        return new SendLetters(
                db,
                clock,
                new SmtpClient(server),
                "shop@example.com",
                Map.of(Kind.RECEIPT, writing, Kind.ENDPOINT_FAILING, new WriteFailure()));
    }

    private List<String> states() {
        return db.all(row -> row.text("status"), "select status from letters order by id");
    }

    private long tries() {
        return db.one(row -> row.number("tries"), "select tries from letters").orElseThrow();
    }

    private static int freePort() {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package dev.caisse.platform.mail;

import static dev.caisse.platform.mail.ScriptedSmtp.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.caisse.platform.mail.Handover.Accepted;
import dev.caisse.platform.mail.Handover.Failed;
import dev.caisse.platform.mail.Handover.Refused;
import dev.caisse.platform.mail.Handover.Unreachable;
import dev.caisse.platform.mail.SmtpClient.Limits;
import dev.caisse.platform.mail.SmtpServer.Login;
import dev.caisse.platform.mail.SmtpServer.Password;
import dev.caisse.platform.mail.SmtpServer.Security;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against real servers over TCP: GreenMail where all goes well, a scripted one where not.
@Timeout(300)
class SmtpClientTest {
    private static final Limits HASTY = new Limits(Duration.ofMillis(300), Duration.ofMillis(900));
    private static final Limits AMPLE = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final String SECRET = "very-secret";
    private static final char[] STORE = "changeit".toCharArray();

    @Test
    void aMailArrivesWithBothItsParts() throws Exception {
        var received =
                received(mail("jenny@example.com", "Tea House", "Your receipt", "plain", Optional.of("<p>rich</p>")));
        assertThat(received.getFrom()[0]).hasToString("Tea House <shop@example.com>");
        assertThat(received.getRecipients(RecipientType.TO)[0]).hasToString("jenny@example.com");
        assertThat(received.getHeader("Message-ID")).containsExactly("<letter-7@example.com>");
        assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(received.getHeader("Content-Language")).containsExactly("fr");
        assertThat(received.getSentDate()).isEqualTo(Instant.parse("2031-03-04T15:06:07Z"));
        var parts = (MimeMultipart) received.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("plain");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>rich</p>");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thé ☕ 🫖 \"Maison\", <b>", "إيصال من متجر", "来自茶馆的收据", "=?UTF-8?Q?a?=", ".", "a.b, c@d.e"})
    void anyLettersArriveAsTheyAre(String text) throws Exception {
        var received = received(mail("jenny@example.com", text, text, text + "\n.\n..\n" + text, Optional.empty()));
        assertThat(received.getSubject()).isEqualTo(text.startsWith("=?") ? "a" : text);
        assertThat(((jakarta.mail.internet.InternetAddress) received.getFrom()[0]).getAddress())
                .isEqualTo("shop@example.com");
        assertThat(received.getContent().toString().replace("\r\n", "\n")).startsWith(text + "\n.\n..\n" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Shop\r\nBcc: thief@example.net",
                "Shop\nBcc: thief@example.net",
                "Shop\rBcc: thief@example.net",
                "Shop\u0000\r\n\r\n<p>another body</p>",
                "Shop\u2028Bcc: thief@example.net\u0085X: y",
                "Shop, thief@example.net",
                "Shop <thief@example.net>",
                "\"Shop\" <thief@example.net>\r\n\r\n"
            })
    void noNameAddsAHeaderOrARecipient(String hostile) throws Exception {
        var received = received(mail("jenny@example.com", hostile, hostile, "text", Optional.empty()));
        assertThat(received.getAllRecipients()).hasSize(1);
        assertThat(received.getHeader("Bcc")).isNull();
        assertThat(received.getHeader("X")).isNull();
        assertThat(received.getFrom()).hasSize(1);
        assertThat(((jakarta.mail.internet.InternetAddress) received.getFrom()[0]).getAddress())
                .isEqualTo("shop@example.com");
        assertThat(received.getContent().toString()).isEqualTo("text");
        assertThat(Collections.list(received.getAllHeaders()))
                .extracting(header -> header.getName())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jenny@example.com, thief@example.net",
                "jenny@example.com\r\nBcc: thief@example.net",
                "jenny@example.com> RCPT TO:<thief@example.net",
                "Jenny <jenny@example.com>",
                "jenny",
                "",
                "@",
                "jënny@example.com"
            })
    void whatIsNoAddressGetsNoMail(String to) throws Exception {
        try (var server = ScriptedSmtp.of(_ -> null)) {
            var handover = client(server, HASTY).send(mail(to, "Shop", "Subject", "text", Optional.empty()));
            assertThat(handover).isInstanceOfAny(Refused.class, Failed.class);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("RCPT"));
        }
    }

    @Test
    void aDomainOfOtherLettersIsWrittenInAscii() throws Exception {
        try (var server = ScriptedSmtp.of(_ -> null)) {
            assertThat(client(server, AMPLE).send(to("jenny@bücher.example"))).isEqualTo(new Accepted());
            assertThat(server.heard()).contains("RCPT TO:<jenny@xn--bcher-kva.example>");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    RCPT | 550 5.1.1 no such user   | Refused
                    RCPT | 450 4.2.1 busy           | Failed
                    DATA | 554 5.7.1 no             | Refused
                    .    | 554 5.6.0 not this       | Refused
                    .    | 451 4.3.0 later          | Failed
                    MAIL | 530 5.7.0 who are you    | Unreachable
                    EHLO | 421 4.3.2 closing        | Unreachable
                    ''   | 554 5.3.2 not today      | Unreachable
                    """)
    void whatAServerSaysDecidesWhetherItIsAskedAgain(String when, String answer, String expected) throws Exception {
        try (var server = ScriptedSmtp.of(line -> line.startsWith(when) && when.isEmpty() == line.isEmpty()
                        || (when.equals("EHLO") && line.startsWith("HELO"))
                ? answer
                : null)) {
            var handover = client(server, AMPLE).send(to("jenny@example.com"));
            assertThat(handover.getClass().getSimpleName())
                    .as(handover.toString())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void aServerThatHangsIsNotWaitedFor(String when) throws Exception {
        try (var server = ScriptedSmtp.of(
                line -> line.split("[ :]")[0].equals(when) || (when.equals("EHLO") && line.startsWith("HELO"))
                        ? SILENCE
                        : null)) {
            assertThat(client(server, HASTY).send(to("jenny@example.com")))
                    .isNotInstanceOfAny(Accepted.class, Refused.class);
        }
    }

    @Test
    void aServerThatNeverComesToTheEndOfItsAnswerIsCutOff() throws Exception {
        try (var server =
                ScriptedSmtp.of(line -> line.startsWith("EHLO") ? "250-" + "x\r\n250-".repeat(2_000_000) : null)) {
            assertThat(client(server, new Limits(Duration.ofSeconds(20), Duration.ofMillis(300)))
                            .send(to("jenny@example.com")))
                    .isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void aGoodbyeThatHangsDoesNotUndoAMailThatWasTaken() throws Exception {
        try (var server = ScriptedSmtp.of(line -> line.equals("QUIT") ? SILENCE : null)) {
            assertThat(client(server, AMPLE).send(to("jenny@example.com"))).isEqualTo(new Accepted());
        }
    }

    @Test
    void nobodyThereIsSaid() {
        var nobody = new SmtpServer("127.0.0.1", 1, Security.NONE, Optional.empty());
        assertThat(new SmtpClient(nobody, HASTY, Optional.empty()).send(to("jenny@example.com")))
                .isInstanceOfSatisfying(
                        Unreachable.class, said -> assertThat(said.why()).contains("127.0.0.1:1"));
    }

    @Test
    void aWrongPasswordIsSaidPlainlyAndNeverRepeated() throws Exception {
        try (var server = ScriptedSmtp.of(line -> line.startsWith("AUTH") ? "535 5.7.8 no: " + SECRET : null)) {
            var login = new Login("shop", new Password(SECRET));
            var client = client(server, Security.NONE, Optional.of(login), Optional.empty());
            assertThat(client.send(to("jenny@example.com")))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            said -> assertThat(said.why())
                                    .contains("refuses the user name or the password")
                                    .doesNotContain(SECRET));
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void theRightPasswordOpensGreenMail() throws Exception {
        var mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        try {
            mailbox.setUser("shop@example.com", "shop", SECRET);
            mailbox.getUserManager().setAuthRequired(true);
            assertThat(new SmtpClient(at(mailbox, SECRET)).send(to("jenny@example.com")))
                    .isEqualTo(new Accepted());
            assertThat(new SmtpClient(at(mailbox, "wrong")).send(to("jenny@example.com")))
                    .isInstanceOf(Unreachable.class);
            assertThat(mailbox.getReceivedMessages()).hasSize(1);
        } finally {
            mailbox.stop();
        }
    }

    @Test
    void nothingIsSaidBeforeTheWayIsEncrypted(@TempDir Path folder) throws Exception {
        var login = Optional.of(new Login("shop", new Password(SECRET)));
        var tls = context(folder);
        try (var server = ScriptedSmtp.of(tls, _ -> null)) {
            assertThat(client(server, Security.STARTTLS, login, Optional.of(tls))
                            .send(to("jenny@example.com")))
                    .isEqualTo(new Accepted());
            int encrypted = server.heard().indexOf("STARTTLS");
            assertThat(server.heard().subList(0, encrypted)).allMatch(line -> line.startsWith("EHLO"));
            assertThat(server.heard().subList(encrypted, server.heard().size()))
                    .anyMatch(line -> line.startsWith("AUTH PLAIN"))
                    .anyMatch(line -> line.startsWith("RCPT"));
        }
    }

    @Test
    void aServerWithoutStarttlsOrWithAStrangersCertificateHearsNothing(@TempDir Path folder) throws Exception {
        var login = Optional.of(new Login("shop", new Password(SECRET)));
        for (var offered : new SSLContext[] {null, context(folder)}) {
            try (var server = ScriptedSmtp.of(offered, _ -> null)) {
                assertThat(client(server, Security.STARTTLS, login, Optional.empty())
                                .send(to("jenny@example.com")))
                        .isInstanceOf(Unreachable.class);
                assertThat(server.heard()).noneMatch(line -> line.matches("(AUTH|MAIL|RCPT).*"));
            }
        }
    }

    @Test
    void aCertificateForAnotherNameIsNoCertificate(@TempDir Path folder) throws Exception {
        var tls = context(folder);
        try (var server = ScriptedSmtp.of(tls, _ -> null)) {
            var elsewhere = new SmtpServer("127.0.0.1", server.port(), Security.STARTTLS, Optional.empty());
            assertThat(new SmtpClient(elsewhere, AMPLE, Optional.of(tls)).send(to("jenny@example.com")))
                    .isInstanceOf(Unreachable.class);
        }
    }

    private static SmtpServer at(GreenMail mailbox, String password) {
        return new SmtpServer(
                "127.0.0.1",
                mailbox.getSmtp().getPort(),
                Security.NONE,
                Optional.of(new Login("shop", new Password(password))));
    }

    private static SmtpClient client(ScriptedSmtp server, Limits limits) {
        return new SmtpClient(
                new SmtpServer("localhost", server.port(), Security.NONE, Optional.empty()), limits, Optional.empty());
    }

    private static SmtpClient client(
            ScriptedSmtp server, Security security, Optional<Login> login, Optional<SSLContext> tls) {
        return new SmtpClient(new SmtpServer("localhost", server.port(), security, login), AMPLE, tls);
    }

    private static MimeMessage received(Mail mail) {
        var mailbox = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        try {
            var server = new SmtpServer("127.0.0.1", mailbox.getSmtp().getPort(), Security.NONE, Optional.empty());
            assertThat(new SmtpClient(server).send(mail)).isEqualTo(new Accepted());
            assertThat(mailbox.getReceivedMessages()).hasSize(1);
            return mailbox.getReceivedMessages()[0];
        } finally {
            mailbox.stop();
        }
    }

    private static Mail to(String address) {
        return mail(address, "Shop", "Subject", "text", Optional.empty());
    }

    private static Mail mail(String to, String name, String subject, String text, Optional<String> html) {
        long writtenMs = Instant.parse("2031-03-04T15:06:07Z").toEpochMilli();
        return new Mail("letter-7", "shop@example.com", name, to, subject, text, html, "fr", writtenMs);
    }

    private static SSLContext context(Path folder) throws Exception {
        var store = folder.resolve("keys.p12");
        makeKey(store);
        return SSLContexts.custom()
                .loadKeyMaterial(store, STORE, STORE)
                .loadTrustMaterial(store, STORE)
                .build();
    }

    private static void makeKey(Path store) throws IOException, InterruptedException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = "%s -genkeypair -keyalg EC -alias server -dname CN=localhost -ext san=dns:localhost"
                + " -storetype PKCS12 -storepass %s -keystore %s";
        var words = command.formatted(keytool, new String(STORE), store).split(" ");
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }
}

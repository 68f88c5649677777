package dev.caisse.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.mail.SmtpServer.Login;
import dev.caisse.platform.mail.SmtpServer.Password;
import dev.caisse.platform.mail.SmtpServer.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    smtp://mail.example.com               | mail.example.com | 587  | STARTTLS
                    smtp://mail.example.com:2525/         | mail.example.com | 2525 | STARTTLS
                    smtps://mail.example.com              | mail.example.com | 465  | TLS
                    SMTPS://192.0.2.7:4650                | 192.0.2.7        | 4650 | TLS
                    smtp://localhost:1025                 | localhost        | 1025 | NONE
                    smtp://127.0.0.53                     | 127.0.0.53       | 587  | NONE
                    smtp://[::1]:25                       | ::1              | 25   | NONE
                    smtps://localhost                     | localhost        | 465  | TLS
                    smtp://localhost.example.com          | localhost.example.com | 587 | STARTTLS
                    """)
    void theWayThereIsEncryptedUnlessItIsThisMachine(String url, String host, int port, Security security) {
        assertThat(SmtpServer.read(url)).hasValueSatisfying(server -> {
            assertThat(server.host()).isEqualTo(host);
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.security()).isEqualTo(security);
            assertThat(server.login()).isEmpty();
        });
    }

    @Test
    void userAndPasswordMayHoldAnything() {
        var server = SmtpServer.read("smtp://shop%40example.com:a+b%3A%2F%25c@mail.example.com");
        assertThat(server.orElseThrow().login()).hasValue(new Login("shop@example.com", new Password("a+b:/%c")));
    }

    @Test
    void itNeverPrintsItsPassword() {
        var server = SmtpServer.read("smtp://shop:very-secret@mail.example.com").orElseThrow();
        assertThat(server.toString()).contains("mail.example.com").doesNotContain("very-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "http://mail.example.com",
                "smtp://",
                "smtp:mail.example.com",
                "smtp://shop@mail.example.com",
                "smtp://:secret@mail.example.com",
                "smtp://shop:@mail.example.com",
                "smtp://mail.example.com/path",
                "smtp://mail.example.com?tls=no",
                "smtp://mail.example.com:0",
                "smtp://mail.example.com:65536",
                "smtp://mail example.com",
                "smtp://shop:a%zz@mail.example.com",
                ""
            })
    void anythingElseIsNoServer(String url) {
        assertThat(SmtpServer.read(url)).isEmpty();
    }
}

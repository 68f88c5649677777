package dev.caisse.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"Tea\r\nBcc: x", "Tea\nBcc: x", "Tea\r\r Bcc: x", "Tea\u0000Bcc: x", "Tea\u2028\u0085Bcc: x"})
    void whatStandsInAHeaderIsOnOneLine(String hostile) {
        var mail = mail("letter-7", hostile);
        assertThat(mail.subject()).matches("Tea {1,2}Bcc: x");
        assertThat(mail.fromName()).isEqualTo(mail.subject());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a@b", "a>\r\nX: y"})
    void anIdCannotLeaveItsHeader(String id) {
        assertThatThrownBy(() -> mail(id, "Tea")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itPrintsNoAddress() {
        assertThat(mail("letter-7", "Tea")).hasToString("mail letter-7");
    }

    private static Mail mail(String id, String name) {
        return new Mail(id, "shop@example.com", name, "jenny@example.com", name, "text", Optional.empty(), "en", 0);
    }
}

package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void theGuidesTableIsThisOne() throws Exception {
        assertThat(Files.readString(Path.of("docs/guide/settings.md")))
                .as("./caisse settings prints the table for docs/guide/settings.md")
                .endsWith("\n\n" + Variable.table());
    }

    @Test
    void liveKeysAreLimitedAndTestKeysAreNotUnlessToldSo() {
        assertThat(Settings.read(Map.of()).liveRequestsPerSecond()).isEqualTo(1000);
        assertThat(Settings.read(Map.of()).testRequestsPerSecond()).isZero();
        var told = Settings.read(Map.of("CAISSE_RATE_LIMIT", "0", "CAISSE_TEST_RATE_LIMIT", "7"));
        assertThat(told.liveRequestsPerSecond()).isZero();
        assertThat(told.testRequestsPerSecond()).isEqualTo(7);
    }

    @Test
    void noProxyIsTrustedUnlessNamed() {
        assertThat(Settings.read(Map.of()).trustedProxies()).isEmpty();
        var named = Settings.read(Map.of("CAISSE_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7 2001:db8::/32"));
        assertThat(named.trustedProxies()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/99", "10.0.0.0/8;192.0.2.1", "*"})
    void aProxyThatIsNoAddressStopsTheStart(String text) {
        assertThatThrownBy(() -> Settings.read(Map.of("CAISSE_TRUSTED_PROXIES", text)))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageContaining("CAISSE_TRUSTED_PROXIES");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CAISSE_PORT | 65536",
                "CAISSE_PORT | -1",
                "CAISSE_PORT | http",
                "CAISSE_HOST | no such host",
                "CAISSE_PUBLIC_URL | pay.example.com",
                "CAISSE_PUBLIC_URL | https://pay.example.com/shop",
                "CAISSE_PUBLIC_URL | https://pay.example.com, ftp://pay.example.com",
                "CAISSE_PUBLIC_URL | https://user@pay.example.com",
                "CAISSE_DATABASE_CONNECTIONS | 0",
                "CAISSE_LOG_FORMAT | xml",
                "CAISSE_FEE | 101%",
                "CAISSE_FEE | much",
                "CAISSE_FEE | +30",
                "CAISSE_FEE | 2.9%30%",
                "CAISSE_SETTLEMENT_DAYS | -1",
                "CAISSE_ACCOUNT_LOGO | /no/such/file.png",
                "CAISSE_ACCOUNT_LOGO | /etc/hosts",
                "CAISSE_TEST_SECRET_KEY | sk_test_short",
                "CAISSE_TEST_SECRET_KEY | sk_live_abcdefghijklmnopqrstuvwx",
                "CAISSE_TEST_SECRET_KEY | sk_test_abcdefgh:ijklmnopqrstuvwx",
                "CAISSE_TEST_PUBLISHABLE_KEY | sk_test_abcdefghijklmnopqrstuvwx",
                "CAISSE_CONNECTOR_TIMEOUT | 0",
                "CAISSE_CONNECTOR_TIMEOUT | 301",
                "CAISSE_ALLOW_PRIVATE_ADDRESSES | yes",
                "CAISSE_EVENTS_KEPT_DAYS | 29",
                "CAISSE_EVENTS_KEPT_DAYS | 91",
                "CAISSE_SMTP_URL | mail.example.com",
                "CAISSE_SMTP_URL | smtp://shop@mail.example.com",
                "CAISSE_MAIL_FROM | shop",
                "CAISSE_MAIL_FROM | Shop <shop@example.com>",
                "CAISSE_ACCOUNT_EMAIL | a@example.com, b@example.com",
            })
    void aValueThatCannotBeUsedIsRefusedAndItsVariableNamed(String variable, String value) {
        assertThatThrownBy(() -> Settings.read(Map.of(variable, value)))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageStartingWith(variable + " ")
                .satisfies(refused -> assertThat(variable.endsWith("_KEY")
                                && refused.getMessage().contains(value))
                        .as("repeats the key")
                        .isFalse());
    }

    @Test
    void mailNeedsASenderAndNeverPrintsItsPassword() {
        var url = "smtp://shop:very-secret@mail.example.com";
        assertThatThrownBy(() -> Settings.read(Map.of("CAISSE_SMTP_URL", url)))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessageStartingWith("CAISSE_MAIL_FROM ")
                .hasMessageNotContaining("very-secret");
        assertThatThrownBy(() -> Settings.read(Map.of("CAISSE_SMTP_URL", url + "/path")))
                .hasMessageStartingWith("CAISSE_SMTP_URL ")
                .hasMessageNotContaining("very-secret");
        var settings = Settings.read(Map.of("CAISSE_SMTP_URL", url, "CAISSE_MAIL_FROM", "shop@example.com"));
        assertThat(settings.mail()).isPresent();
        assertThat(settings.toString()).contains("mail.example.com").doesNotContain("very-secret");
        assertThat(Settings.read(Map.of("CAISSE_MAIL_FROM", "shop@example.com")).mail())
                .isEmpty();
    }

    @Test
    void nothingNeedsToBeSet() {
        var settings = Settings.read(Map.of("CAISSE_PORT", "", "PATH", "/bin"));
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.databaseUrl()).isEmpty();
    }

    @Test
    void whatOnlyLooksLikeAVariableIsNamed() {
        assertThat(Variable.unknownIn(Map.of("CAISSE_PROT", "1", "CAISSE_PORT", "1", "PORT", "1")))
                .containsExactly("CAISSE_PROT");
    }
}

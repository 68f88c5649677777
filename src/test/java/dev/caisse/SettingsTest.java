package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}

package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final String KEY = "sk_test_abcdefghijklmnopqrstuvwx";

    static Stream<String> spellings() {
        return Stream.of(
                "Basic " + base64(KEY + ":"),
                "basic " + base64(KEY + ":"),
                "Basic " + base64(KEY + ":password:with:colons"),
                "Basic " + base64(KEY),
                "Bearer " + KEY,
                "bearer  " + KEY,
                "Bearer " + base64(KEY + ":"),
                KEY,
                KEY + ":",
                base64(KEY),
                base64(KEY + ":"),
                base64(KEY + ":x"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void theKeyIsFoundHoweverItIsWritten(String header) {
        assertThat(Credentials.key(Optional.of(header))).hasValue(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ***", "Bearer ünï", "Digest x=y", "Basic a", "=", "!"})
    void whatCannotBeReadIsNoKey(String header) {
        assertThat(Credentials.key(Optional.of(header))).isEmpty();
    }

    @Test
    void nothingAndTooMuchAreNoKey() {
        assertThat(Credentials.key(Optional.empty())).isEmpty();
        assertThat(Credentials.key(Optional.of("Bearer " + "s".repeat(1000)))).isEmpty();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

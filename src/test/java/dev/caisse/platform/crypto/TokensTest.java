package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final int DRAWS = 62_000;

    @Test
    void everyLetterAndDigitIsEquallyLikely() {
        var counts = Tokens.letters(new SecureRandom(), DRAWS)
                .chars()
                .boxed()
                .collect(Collectors.groupingBy(letter -> letter, Collectors.counting()));
        assertThat(counts).hasSize(62);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(800L, 1200L));
    }

    @Test
    void lettersAreAsManyAsAskedFor() {
        assertThat(Tokens.letters(new SecureRandom(), 24)).matches("[0-9A-Za-z]{24}");
    }

    @Test
    void hmacIsTheOneOfRfc4231() {
        assertThat(HexFormat.of()
                        .formatHex(Tokens.hmacSha256("Jefe".getBytes(US_ASCII), "what do ya want for nothing?")))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void sha256IsTheOneOfFips180() {
        assertThat(HexFormat.of().formatHex(Tokens.sha256("abc".getBytes(US_ASCII))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void base64UrlGoesThereAndBackWithoutPadding() {
        var bytes = new byte[] {(byte) 0xfb, (byte) 0xff, 0, 1};
        assertThat(Tokens.base64Url(bytes)).isEqualTo("-_8AAQ");
        assertThat(Tokens.fromBase64Url("-_8AAQ")).isEqualTo(bytes);
        assertThatThrownBy(() -> Tokens.fromBase64Url("a secret!")).hasMessage("not base64url");
    }

    @Test
    void equalityIsByContent() {
        assertThat(Tokens.areEqual("abc", "abc")).isTrue();
        assertThat(Tokens.areEqual("abc", "abd")).isFalse();
        assertThat(Tokens.areEqual("abc", "abcd")).isFalse();
    }
}

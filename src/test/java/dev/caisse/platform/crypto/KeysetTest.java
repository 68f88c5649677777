package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTest {
    private static final byte[] PLAIN = "4242424242424242".getBytes(UTF_8);

    private final Keyset keyset = Keyset.create();
    private final WrappingKey key = newKey();

    @Test
    void whatIsSealedOpensInItsContext() {
        assertThat(keyset.open(keyset.seal(PLAIN, "kitchen"), "kitchen")).isEqualTo(PLAIN);
    }

    @Test
    void theSameTextIsSealedDifferentlyEachTime() {
        assertThat(keyset.seal(PLAIN, "kitchen")).isNotEqualTo(keyset.seal(PLAIN, "kitchen"));
    }

    @Test
    void sealedBytesDoNotContainTheText() {
        assertThat(new String(keyset.seal(PLAIN, "kitchen"), UTF_8)).doesNotContain("4242");
    }

    @Test
    void nothingOpensInAnotherContextOrWithAnotherKeysetOrChanged() {
        var sealed = keyset.seal(PLAIN, "kitchen");
        assertUnsealable(() -> keyset.open(sealed, "cellar"));
        assertUnsealable(() -> Keyset.create().open(sealed, "kitchen"));
        sealed[sealed.length - 1] ^= 1;
        assertUnsealable(() -> keyset.open(sealed, "kitchen"));
        assertUnsealable(() -> keyset.open(new byte[0], "kitchen"));
    }

    @Test
    void aWrappedKeysetOpensWhatItSealedAndMakesTheSameFingerprints() {
        var sealed = keyset.seal(PLAIN, "kitchen");
        var again = Keyset.unwrap(keyset.wrap(key), key);
        assertThat(again.open(sealed, "kitchen")).isEqualTo(PLAIN);
        assertThat(again.fingerprint("4242")).isEqualTo(keyset.fingerprint("4242"));
    }

    @Test
    void aWrappedKeysetDoesNotOpenWithAnotherKeyOrCutShort() {
        var wrapped = keyset.wrap(key);
        assertUnsealable(() -> Keyset.unwrap(wrapped, newKey()));
        assertUnsealable(() -> Keyset.unwrap(java.util.Arrays.copyOf(wrapped, 20), key));
        assertUnsealable(() -> Keyset.unwrap(new byte[0], key));
        assertUnsealable(() -> Keyset.unwrap(new byte[] {127, 0, 0, 0, 1}, key));
    }

    @Test
    void aRotatedKeysetOpensTheOldAndTheOldOneDoesNotOpenTheNew() {
        var old = keyset.seal(PLAIN, "kitchen");
        var rotated = Keyset.unwrap(keyset.withCandidate().promoted().wrap(key), key);
        assertThat(rotated.open(old, "kitchen")).isEqualTo(PLAIN);
        assertThat(rotated.fingerprint("4242")).isEqualTo(keyset.fingerprint("4242"));
        var young = rotated.seal(PLAIN, "kitchen");
        assertUnsealable(() -> keyset.open(young, "kitchen"));
    }

    @Test
    void aFingerprintIsTwentyLettersAndDigitsAndNeedsTheKey() {
        assertThat(keyset.fingerprint("4242")).matches("[0-9A-Za-z]{20}").isNotEqualTo(keyset.fingerprint("4243"));
        assertThat(keyset.fingerprint("4242")).isNotEqualTo(Keyset.create().fingerprint("4242"));
    }

    @Test
    void aWrappingKeyIsReadFromEitherAlphabetWithOrWithoutPadding() {
        var bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) 0xfb);
        var wrapped = keyset.wrap(WrappingKey.read(Base64.getEncoder().encodeToString(bytes)));
        var same =
                WrappingKey.read(" " + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
        assertThat(Keyset.unwrap(wrapped, same).fingerprint("x")).isEqualTo(keyset.fingerprint("x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c2hvcnQ=", "not base64 at all!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoKeyIsRefusedByTheNameOfItsVariableAndNotRepeated(String text) {
        assertThatThrownBy(() -> WrappingKey.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CAISSE_VAULT_KEY must be 32 bytes in base64")
                .hasNoCause()
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void keysPrintThemselvesMasked() {
        assertThat(keyset).hasToString("Keyset[***]");
        assertThat(key).hasToString("WrappingKey[***]");
    }

    private static void assertUnsealable(org.assertj.core.api.ThrowableAssert.ThrowingCallable open) {
        assertThatThrownBy(open)
                .isInstanceOf(Unsealable.class)
                .hasNoCause()
                .hasMessageNotContainingAny("4242", "kitchen", "cellar");
    }

    private static WrappingKey newKey() {
        return WrappingKey.read(WrappingKey.newText(new SecureRandom()));
    }
}

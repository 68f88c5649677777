package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The values were computed by another program.
class TimedSignatureTest {
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(UTF_8);
    private static final String OLD = "whsec_abcdefghijklmnopqrstuvwxyz012345";
    private static final String NEW = "whsec_newnewnewnewnewnewnewnewnewnewnewn";

    @Test
    void timeAndBodyAreSignedWithTheWholeSecret() {
        assertThat(TimedSignature.of(BODY, List.of(OLD), 1_700_000_000_999L))
                .isEqualTo("t=1700000000,v1=5feb67e72d93c19898fad891c5bb197e97b681125dc84dc42239340984e39a74");
    }

    @Test
    void eachValidSecretSignsTheNewestLast() {
        assertThat(TimedSignature.of(BODY, List.of(OLD, NEW), 1_700_000_000_000L))
                .isEqualTo("t=1700000000,v1=5feb67e72d93c19898fad891c5bb197e97b681125dc84dc42239340984e39a74"
                        + ",v1=40d7f49be677754d66eca846573981ecf5d539092c2d098f11065abcf7747421");
    }

    @Test
    void whatIsDerivedFromASecretStaysTheSameAndDiffersByPurpose() {
        var derived = Tokens.derived("sk_test_one", "purpose", 32);
        assertThat(derived).matches("[0-9A-Za-z]{32}").isEqualTo(Tokens.derived("sk_test_one", "purpose", 32));
        assertThat(derived)
                .isNotEqualTo(Tokens.derived("sk_test_one", "other purpose", 32))
                .isNotEqualTo(Tokens.derived("sk_test_two", "purpose", 32));
    }
}

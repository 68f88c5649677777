package dev.caisse.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.caisse.api.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our signature, read by Stripe's own library: what merchants' programs are written with.
class SignatureTest {
    private static final long NOW_MS = 1_700_000_000_999L;
    private static final long TOLERANCE_SECONDS = 300;
    private static final String SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ01";
    private static final String OTHER = "whsec_zyxwvutsrqponmlkjihgfedcbaZYXWVU";

    static List<String> bodies() {
        return List.of(
                body("Tea"),
                body("🍵 👩‍👩‍👧 é"),
                body("a\u2028b\u2029c"),
                body("\\u0041\\n\\\"quoted\\\""),
                body("x".repeat(300_000)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void stripesLibraryAcceptsIt(String body) {
        assertThatCode(() -> {
                    var event = read(body, signature(body, SECRET), SECRET, 0);
                    assertThat(event.getId()).isEqualTo("evt_1");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void eachOfTwoSecretsIsEnough() {
        var body = body("Tea");
        var signature = signature(body, OTHER, SECRET);
        assertThat(signature).matches("t=1700000000,v1=[0-9a-f]{64},v1=[0-9a-f]{64}");
        assertThat(signature).endsWith(signature(body, SECRET).replaceFirst("t=[0-9]+", ""));
        assertThatCode(() -> read(body, signature, SECRET, 0)).doesNotThrowAnyException();
        assertThatCode(() -> read(body, signature, OTHER, 0)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-299, 0, 299})
    void clocksMayDifferByLessThanFiveMinutes(long seconds) {
        var body = body("Tea");
        assertThatCode(() -> read(body, signature(body, SECRET), SECRET, seconds))
                .doesNotThrowAnyException();
    }

    @Test
    void whatWasSignedLongAgoIsRefused() {
        var body = body("Tea");
        assertThatThrownBy(() -> read(body, signature(body, SECRET), SECRET, 301))
                .isInstanceOf(SignatureVerificationException.class);
    }

    @Test
    void whatWasTamperedWithIsRefused() {
        var body = body("Tea");
        var signature = signature(body, SECRET);
        for (var wrong : List.of(
                body.replace("Tea", "Tee"), body + " ", body.substring(1), body.replace("\"evt_1\"", "\"evt_2\""))) {
            assertThatThrownBy(() -> read(wrong, signature, SECRET, 0))
                    .isInstanceOf(SignatureVerificationException.class);
        }
        for (var wrong : List.of(
                signature.replace("t=1700000000", "t=1700000001"),
                signature.substring(0, signature.length() - 1) + (signature.endsWith("0") ? "1" : "0"),
                signature.replace("v1=", "v0="),
                "")) {
            assertThatThrownBy(() -> read(body, wrong, SECRET, 0)).isInstanceOf(SignatureVerificationException.class);
        }
        assertThatThrownBy(() -> read(body, signature, OTHER, 0)).isInstanceOf(SignatureVerificationException.class);
    }

    @Test
    void theKeyIsTheWholeSecretAndTheTextIsTimeAndBody() {
        assertThat(Signature.of("{}".getBytes(UTF_8), List.of(new Secret(SECRET)), NOW_MS))
                .isEqualTo("t=1700000000,v1="
                        + java.util.HexFormat.of()
                                .formatHex(dev.caisse.platform.crypto.Tokens.hmacSha256(
                                        SECRET.getBytes(UTF_8), "1700000000.{}")));
    }

    private static com.stripe.model.Event read(String body, String signature, String secret, long laterSeconds)
            throws SignatureVerificationException {
        var clock = Clock.fixed(Instant.ofEpochSecond(NOW_MS / 1000 + laterSeconds), ZoneOffset.UTC);
        return Webhook.constructEvent(body, signature, secret, TOLERANCE_SECONDS, clock);
    }

    private static String signature(String body, String... secrets) {
        return Signature.of(
                body.getBytes(UTF_8), List.of(secrets).stream().map(Secret::new).toList(), NOW_MS);
    }

    private static String body(String name) {
        return """
                {"id":"evt_1","object":"event","api_version":"2026-11-22","created":1700000000000,"data":{"object":\
                {"id":"prod_1","object":"product","name":"%s"}},"livemode":false,"pending_webhooks":1,\
                "request":{"id":"req_1","idempotency_key":null},"type":"product.created"}""".formatted(name);
    }
}

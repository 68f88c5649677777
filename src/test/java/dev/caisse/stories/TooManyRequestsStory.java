package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A program that asks too fast, and a thief who tries out cards.
class TooManyRequestsStory {
    private static final int A_SECOND = 5;

    @Test
    void aKeyThatAsksTooFastIsToldToWait() {
        try (var server = TestServer.start(Map.of("CAISSE_TEST_RATE_LIMIT", String.valueOf(A_SECOND)))) {
            var merchant = server.client();
            var refused = IntStream.range(0, 200)
                    .mapToObj(_ -> merchant.get("/v1/products"))
                    .filter(reply -> reply.status() == 429)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).hasValue("1");
            assertThat(refused.at("error.type")).isEqualTo("invalid_request_error");
            assertThat(refused.at("error.code")).isEqualTo("rate_limited");
            assertThat(refused.at("message")).isEqualTo(refused.at("error.message"));
            assertThat(refused.header("Request-Id")).isPresent();
            assertThat(merchant.with(TestServer.PUBLISHABLE_KEY)
                            .get("/v1/products")
                            .status())
                    .as("another key has a bucket of its own")
                    .isEqualTo(403);
        }
    }

    @Test
    void anAddressWithTooManyDeclinesWaitsAnHourAndNobodyElseDoes() {
        try (var server = TestServer.start(Map.of("CAISSE_TRUSTED_PROXIES", "127.0.0.0/8"))) {
            var thief = Map.of("X-Forwarded-For", "198.51.100.1");
            IntStream.range(0, 30)
                    .forEach(_ -> assertThat(declined(server.client(), thief).status())
                            .isEqualTo(402));
            var refused = declined(server.client(), thief);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).hasValue("3600");
            assertThat(refused.text()).contains("Too many tries", "Back to ");

            assertThat(declined(server.client(), Map.of("X-Forwarded-For", "198.51.100.1, 198.51.100.2"))
                            .status())
                    .as("what the payer wrote into the header is not believed")
                    .isEqualTo(402);
            server.advance(Duration.ofMinutes(61));
            assertThat(declined(server.client(), thief).status()).isEqualTo(402);
        }
    }

    @Test
    void whoPaysIsNotCounted() {
        try (var server = TestServer.start()) {
            IntStream.range(0, 35).forEach(_ -> {
                var session = server.client().newSession();
                assertThat(server.client()
                                .pay(session.at("url"), "4242424242424242")
                                .status())
                        .isEqualTo(303);
            });
        }
    }

    private static Reply declined(Client merchant, Map<String, String> headers) {
        var url = merchant.newSession().at("url");
        return merchant.submit(url, merchant.page(url).text(), Map.of("cardNumber", "4000000000000002"), headers);
    }
}

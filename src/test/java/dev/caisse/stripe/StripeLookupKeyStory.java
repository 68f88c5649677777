package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.Price;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.PriceUpdateParams;
import dev.caisse.TestServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A lookup key is one active price's alone, as stripe-java's users are promised; natively it is a label.
class StripeLookupKeyStory {
    private static TestServer server;
    private static StripeClient stripe;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stripe = StripeClient.builder()
                .setApiKey(TestServer.SECRET_KEY)
                .setApiBase(server.url())
                .build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static PriceCreateParams.Builder price(String key) {
        return PriceCreateParams.builder()
                .setCurrency("gbp")
                .setUnitAmount(5L)
                .setLookupKey(key)
                .setProductData(
                        PriceCreateParams.ProductData.builder().setName("Tea").build());
    }

    private static Price make(PriceCreateParams.Builder price) throws Exception {
        return stripe.v1().prices().create(price.build());
    }

    private static List<Price> with(String key) throws Exception {
        return stripe.v1()
                .prices()
                .list(PriceListParams.builder().addLookupKey(key).build())
                .getData();
    }

    @Test
    void aSecondActivePriceDoesNotGetTheKey() throws Exception {
        var first = make(price("one"));
        var refused = catchThrowableOfType(InvalidRequestException.class, () -> make(price("one")));
        assertThat(refused.getCode()).isEqualTo("resource_already_exists");
        assertThat(refused.getParam()).isEqualTo("lookup_key");
        assertThat(with("one")).containsExactly(first);
        var inactive = make(price("one").setActive(false));
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> stripe.v1()
                                        .prices()
                                        .update(
                                                inactive.getId(),
                                                PriceUpdateParams.builder()
                                                        .setActive(true)
                                                        .build()))
                        .getCode())
                .isEqualTo("resource_already_exists");
    }

    @Test
    void itIsTransferredWhenThatIsAskedFor() throws Exception {
        var first = make(price("two"));
        var second = make(price("two").setTransferLookupKey(true));
        assertThat(with("two")).containsExactly(second);
        assertThat(stripe.v1().prices().retrieve(first.getId()).getLookupKey()).isNull();
        assertThat(server.client().get("/v1/events?type=price.updated&limit=1").at("data.0.data.object.id"))
                .isEqualTo(first.getId());
        var back = stripe.v1()
                .prices()
                .update(
                        first.getId(),
                        PriceUpdateParams.builder()
                                .setLookupKey("two")
                                .setTransferLookupKey(true)
                                .build());
        assertThat(with("two")).containsExactly(back);
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            var tries = IntStream.range(0, 6)
                    .<Callable<Boolean>>mapToObj(_ -> () -> {
                        try {
                            make(price("three"));
                            return true;
                        } catch (InvalidRequestException e) {
                            assertThat(e.getCode()).isEqualTo("resource_already_exists");
                            return false;
                        }
                    })
                    .toList();
            int made = 0;
            for (var done : threads.invokeAll(tries)) {
                made += done.get() ? 1 : 0;
            }
            assertThat(made).isOne();
        }
        assertThat(with("three")).hasSize(1);
    }

    @Test
    void nativelyItIsALabel() throws Exception {
        var json =
                "{\"currency\": \"gbp\", \"unit_amount\": 5, \"lookup_key\": \"four\", \"product_data\": {\"name\": \"Tea\"}}";
        assertThat(server.client().post("/v1/prices", json).status()).isEqualTo(200);
        assertThat(server.client().post("/v1/prices", json).status()).isEqualTo(200);
        assertThat(with("four")).hasSize(2);
        assertThat(server.client()
                        .post("/v1/prices", json.replace("}}", "}, \"transfer_lookup_key\": true}"))
                        .at("error.code"))
                .isEqualTo("parameter_unsupported");
        var alone = make(price("four").setTransferLookupKey(true));
        assertThat(with("four")).containsExactly(alone);
    }
}

package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.model.Event;
import com.stripe.model.PaymentMethod;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerPaymentMethodListParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caisse.Bank;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What happens to a payment after it was begun, and to a card that is kept, as a program sees it that was written for
/// Stripe with stripe-java.
class StripeJavaLifeStory {
    private static TestServer server;
    private static StripeClient stripe;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stripe = client(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StripeClient client(String url) {
        return StripeClient.builder()
                .setApiKey(TestServer.SECRET_KEY)
                .setApiBase(url)
                .setMaxNetworkRetries(2)
                .build();
    }

    private static PaymentIntentCreateParams.Builder payment(String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(900L)
                .setCurrency("usd")
                .setPaymentMethod(method)
                .setConfirm(true);
    }

    @Test
    void whatIsHeldIsTakenInPartAndGoesBack() throws Exception {
        var held = stripe.v1()
                .paymentIntents()
                .create(payment("pm_card_visa")
                        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                        .build());
        assertThat(held.getStatus()).isEqualTo("requires_capture");
        assertThat(held.getAmountCapturable()).isEqualTo(900);
        var taken = stripe.v1()
                .paymentIntents()
                .capture(
                        held.getId(),
                        PaymentIntentCaptureParams.builder()
                                .setAmountToCapture(500L)
                                .addExpand("latest_charge.balance_transaction.source")
                                .build());
        assertThat(taken.getAmountReceived()).isEqualTo(500);
        assertThat(taken.getLatestChargeObject()
                        .getBalanceTransactionObject()
                        .getSourceObject()
                        .getId())
                .isEqualTo(taken.getLatestCharge());
        stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(held.getId())
                        .build());
        assertThat(stripe.v1().charges().retrieve(taken.getLatestCharge()).getRefunded())
                .isTrue();
    }

    @Test
    void aChallengeThatIsPassedPays() throws Exception {
        var asked = stripe.v1()
                .paymentIntents()
                .create(payment("pm_card_authenticationRequired")
                        .setReturnUrl("https://shop.example/back")
                        .build());
        var bank = asked.getNextAction().getRedirectToUrl().getUrl();
        var back = Bank.choose(server.client(), bank, Bank.AUTHORIZE).header("Location");
        server.client().page(back.orElseThrow());
        assertThat(stripe.v1().paymentIntents().retrieve(asked.getId()).getStatus())
                .isEqualTo("succeeded");
    }

    @Test
    void aDisputeIsAnsweredAndWon() throws Exception {
        var paid = stripe.v1()
                .paymentIntents()
                .create(payment("pm_card_createDispute").build());
        var ofIt = DisputeListParams.builder().setPaymentIntent(paid.getId()).build();
        Eventually.holds(() -> !server.client()
                .get("/v1/disputes?payment_intent=" + paid.getId())
                .at("data")
                .equals("[]"));
        var dispute = stripe.v1().disputes().list(ofIt).getData().getFirst();
        assertThat(dispute.getStatus()).isEqualTo("needs_response");
        assertThat(dispute.getCharge()).isEqualTo(paid.getLatestCharge());
        stripe.v1()
                .disputes()
                .update(
                        dispute.getId(),
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setUncategorizedText("winning_evidence")
                                        .build())
                                .setSubmit(true)
                                .build());
        Eventually.holds(() -> server.client()
                .get("/v1/disputes/" + dispute.getId())
                .at("status")
                .equals("won"));
        assertThat(stripe.v1()
                        .events()
                        .list(EventListParams.builder()
                                .setType("charge.dispute.created")
                                .build())
                        .getData())
                .extracting(Event::getType)
                .containsOnly("charge.dispute.created");
    }

    @Test
    void aCardThatIsSetUpIsItsCustomersAndPays() throws Exception {
        var customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Jenny").build());
        var setup = stripe.v1()
                .setupIntents()
                .create(SetupIntentCreateParams.builder()
                        .setCustomer(customer.getId())
                        .setPaymentMethod("pm_card_visa")
                        .setUsage(SetupIntentCreateParams.Usage.OFF_SESSION)
                        .setConfirm(true)
                        .build());
        assertThat(setup.getStatus()).isEqualTo("succeeded");
        assertThat(stripe.v1()
                        .customers()
                        .paymentMethods()
                        .list(
                                customer.getId(),
                                CustomerPaymentMethodListParams.builder().build())
                        .getData())
                .extracting(PaymentMethod::getId)
                .containsExactly(setup.getPaymentMethod());
        var paid = stripe.v1()
                .paymentIntents()
                .create(payment(setup.getPaymentMethod())
                        .setCustomer(customer.getId())
                        .setOffSession(true)
                        .build());
        assertThat(paid.getStatus()).isEqualTo("succeeded");
    }

    /// Hands requests on, and says nothing of the first answer.
    private static final class Cutting implements AutoCloseable {
        private static final Set<String> OF_THE_CONNECTION =
                Set.of("host", "connection", "content-length", "upgrade", "http2-settings");

        private final HttpServer proxy;
        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicInteger heard = new AtomicInteger();

        Cutting() throws IOException {
            proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            proxy.createContext("/", this::handOn);
            proxy.start();
        }

        String url() {
            return "http://127.0.0.1:" + proxy.getAddress().getPort();
        }

        private void handOn(HttpExchange exchange) throws IOException {
            var request = HttpRequest.newBuilder(URI.create(server.url() + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            try (exchange) {
                var answer = http.send(request.build(), BodyHandlers.ofByteArray());
                if (heard.getAndIncrement() > 0) {
                    answer.headers()
                            .firstValue("Idempotent-Replayed")
                            .ifPresent(told -> exchange.getResponseHeaders().add("Idempotent-Replayed", told));
                    exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            proxy.stop(0);
            http.close();
        }
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainAndPaysOnce() throws Exception {
        var customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Once").build());
        try (var cutting = new Cutting()) {
            var paid = client(cutting.url())
                    .v1()
                    .paymentIntents()
                    .create(payment("pm_card_visa")
                            .setCustomer(customer.getId())
                            .build());
            assertThat(paid.getStatus()).isEqualTo("succeeded");
            assertThat(cutting.heard).hasValue(2);
            assertThat(paid.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                    .hasValue("true");
            assertThat(stripe.v1()
                            .paymentIntents()
                            .list(PaymentIntentListParams.builder()
                                    .setCustomer(customer.getId())
                                    .build())
                            .getData())
                    .containsExactly(paid);
        }
    }
}

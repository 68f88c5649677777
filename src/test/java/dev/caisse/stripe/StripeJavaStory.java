package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Product;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.webhooks.Receiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A merchant's program written for Stripe with stripe-java, of which nothing was changed but the base URL.
class StripeJavaStory {
    private static TestServer server;
    private static StripeClient stripe;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        stripe = client(TestServer.SECRET_KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StripeClient client(String key) {
        return StripeClient.builder().setApiKey(key).setApiBase(server.url()).build();
    }

    @Test
    void aProductAndItsPriceAreMadeChangedAndFound() throws Exception {
        var product = stripe.v1()
                .products()
                .create(ProductCreateParams.builder()
                        .setName("Tea")
                        .setDescription("Green")
                        .putMetadata("Created", "in upper case")
                        .build());
        assertThat(product.getObject()).isEqualTo("product");
        assertThat(product.getMetadata()).containsExactly(Map.entry("Created", "in upper case"));
        assertThat(product.getImages()).isEmpty();
        assertThat(product.getDefaultPrice()).isNull();
        assertThat(Instant.ofEpochSecond(product.getCreated()))
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
        assertThat(product.getLastResponse().headers().firstValue("Stripe-Version"))
                .contains(com.stripe.Stripe.API_VERSION);

        var price = stripe.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setCurrency("gbp")
                        .setUnitAmount(1250L)
                        .setProduct(product.getId())
                        .build());
        assertThat(price.getCurrency()).isEqualTo("gbp");
        assertThat(price.getUnitAmountDecimal()).isEqualByComparingTo("1250");
        assertThat(price.getProduct()).isEqualTo(product.getId());
        assertThat(price.getProductObject()).isNull();
        assertThat(stripe.v1().prices().retrieve(price.getId())).isEqualTo(price);
    }

    @Test
    void anEmptyValueClears() throws Exception {
        var customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("jenny@example.com")
                        .setName("Jenny")
                        .putMetadata("a", "1")
                        .putMetadata("b", "2")
                        .build());
        var one = stripe.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .putMetadata("a", "")
                                .setName(com.stripe.param.common.EmptyParam.EMPTY)
                                .build());
        assertThat(one.getMetadata()).containsExactly(Map.entry("b", "2"));
        assertThat(one.getName()).isNull();
        assertThat(one.getEmail()).isEqualTo("jenny@example.com");
        var none = stripe.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .setMetadata(com.stripe.param.common.EmptyParam.EMPTY)
                                .build());
        assertThat(none.getMetadata()).isEmpty();
        assertThat(stripe.v1().customers().delete(customer.getId()).getDeleted())
                .isTrue();
    }

    @Test
    void aSessionIsMadeAndPaid() throws Exception {
        var session = stripe.v1().checkout().sessions().create(session());
        assertThat(session.getUrl()).startsWith(server.url() + "/pay/cs_test_");
        assertThat(session.getStatus()).isEqualTo("open");
        assertThat(session.getPaymentStatus()).isEqualTo("unpaid");
        assertThat(session.getCustomer()).isNull();
        assertThat(session.getPaymentLink()).isNull();
        assertThat(session.getLineItems()).isNull();
        // None was asked for: whatever takes pounds.
        assertThat(session.getPaymentMethodTypes()).startsWith("card", "alipay").doesNotContain("pix");
        // To the millisecond, of which seconds are cut off; what is created is rounded.
        assertThat(session.getExpiresAt()).isBetween(session.getCreated() + 86_399, session.getCreated() + 86_400);
        assertThat(session.getAutomaticTax().getEnabled()).isFalse();
        assertThat(session.getTotalDetails().getAmountTax()).isZero();

        server.client().pay(session.getUrl(), "4242424242424242");
        var paid = stripe.v1().checkout().sessions().retrieve(session.getId());
        assertThat(paid.getStatus()).isEqualTo("complete");
        assertThat(paid.getPaymentStatus()).isEqualTo("paid");
        assertThat(paid.getUrl()).isNull();
        assertThat(paid.getAmountTotal()).isEqualTo(2500);
        var intent = stripe.v1().paymentIntents().retrieve(paid.getPaymentIntent());
        assertThat(intent.getStatus()).isEqualTo("succeeded");

        var items = stripe.v1().checkout().sessions().lineItems().list(session.getId());
        assertThat(items.getData()).singleElement().satisfies(item -> {
            assertThat(item.getQuantity()).isEqualTo(2);
            assertThat(item.getPrice().getUnitAmount()).isEqualTo(1250);
            assertThat(item.getAmountTax()).isZero();
        });
    }

    @Test
    void aPaymentIsMadeConfirmedAndRefunded() throws Exception {
        var intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(2000L)
                        .setCurrency("eur")
                        .build());
        assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
        assertThat(intent.getCurrency()).isEqualTo("eur");
        assertThat(intent.getLatestCharge()).isNull();

        var paid = stripe.v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());
        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(paid.getAmountReceived()).isEqualTo(2000);
        var charge = stripe.v1().charges().retrieve(paid.getLatestCharge());
        assertThat(charge.getPaid()).isTrue();
        assertThat(charge.getPaymentIntent()).isEqualTo(paid.getId());
        assertThat(charge.getPaymentMethodDetails().getCard().getLast4()).isEqualTo("4242");
        assertThat(charge.getRefunds()).isNull();

        var refund = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(paid.getId())
                        .setAmount(500L)
                        .build());
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        assertThat(refund.getCharge()).isEqualTo(charge.getId());
        assertThat(stripe.v1().charges().retrieve(charge.getId()).getAmountRefunded())
                .isEqualTo(500);
    }

    @Test
    void aDeclineIsACardExceptionWithItsIntent() throws Exception {
        var declined = catchThrowableOfType(
                CardException.class,
                () -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(2000L)
                                .setCurrency("eur")
                                .setPaymentMethod("pm_card_visa_chargeDeclinedInsufficientFunds")
                                .setConfirm(true)
                                .build()));
        assertThat(declined.getStatusCode()).isEqualTo(402);
        assertThat(declined.getCode()).isEqualTo("card_declined");
        assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
        assertThat(declined.getRequestId()).startsWith("req_");
        var intent = declined.getStripeError().getPaymentIntent();
        assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
        assertThat(intent.getCurrency()).isEqualTo("eur");
        assertThat(stripe.v1()
                        .paymentIntents()
                        .retrieve(intent.getId())
                        .getLastPaymentError()
                        .getDeclineCode())
                .isEqualTo("insufficient_funds");
    }

    @Test
    void eachErrorHasItsClass() {
        var unknown = catchThrowableOfType(
                InvalidRequestException.class, () -> stripe.v1().products().retrieve("prod_1"));
        assertThat(unknown.getCode()).isEqualTo("resource_missing");
        assertThat(unknown.getStatusCode()).isEqualTo(404);

        var wrong = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe.v1()
                        .checkout()
                        .sessions()
                        .create(SessionCreateParams.builder()
                                .setSuccessUrl("https://shop.example/thanks")
                                .addLineItem(SessionCreateParams.LineItem.builder()
                                        .setQuantity(0L)
                                        .setPrice("price_1")
                                        .build())
                                .build()));
        assertThat(wrong.getParam()).isEqualTo("line_items[0][quantity]");

        catchThrowableOfType(
                AuthenticationException.class,
                () -> client("sk_test_wrong").v1().products().list());
        var elsewhere = catchThrowableOfType(
                InvalidRequestException.class, () -> stripe.v1().subscriptions().list());
        assertThat(elsewhere.getCode()).isEqualTo("unsupported_endpoint");
        assertThat(elsewhere.getStatusCode()).isEqualTo(400);
    }

    @Test
    void aKeyIsForOneRequest() throws Exception {
        var options = RequestOptions.builder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
        var tea = stripe.v1()
                .products()
                .create(ProductCreateParams.builder().setName("Tea").build(), options);
        var again = stripe.v1()
                .products()
                .create(ProductCreateParams.builder().setName("Tea").build(), options);
        assertThat(again.getId()).isEqualTo(tea.getId());
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(again.getLastResponse().idempotencyKey()).isEqualTo(options.getIdempotencyKey());
        catchThrowableOfType(
                IdempotencyException.class,
                () -> stripe.v1()
                        .products()
                        .create(ProductCreateParams.builder().setName("Coffee").build(), options));
    }

    @Test
    void pagesFollowEachOtherBothWays() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            names.add(stripe.v1()
                    .products()
                    .create(ProductCreateParams.builder()
                            .setName("Page " + i)
                            .setUrl("https://pages.example")
                            .build())
                    .getId());
        }
        var forwards = ids(stripe.v1()
                .products()
                .list(ProductListParams.builder()
                        .setLimit(2L)
                        .setUrl("https://pages.example")
                        .build())
                .autoPagingIterable());
        assertThat(forwards).containsExactlyElementsOf(names.reversed());
        var before = stripe.v1()
                .products()
                .list(ProductListParams.builder()
                        .setLimit(4L)
                        .setUrl("https://pages.example")
                        .setEndingBefore(names.getFirst())
                        .build());
        assertThat(before.getData())
                .extracting(Product::getId)
                .containsExactlyElementsOf(names.subList(1, 5).reversed());
        assertThat(before.getHasMore()).isTrue();
        assertThat(backwards(names.getFirst())).containsExactlyElementsOf(names.subList(1, 7));
        // The library's own paging only knows the way on: it adds `starting_after` to what was asked, and both are
        // refused.
        assertThatThrownBy(() -> ids(before.autoPagingIterable()))
                .hasRootCauseInstanceOf(InvalidRequestException.class)
                .hasStackTraceContaining("cannot be combined with starting_after");
    }

    /// From an object on to the newest, a page at a time, each before the newest of the one that was read.
    private static List<String> backwards(String from) throws Exception {
        var ids = new ArrayList<String>();
        var hasMore = true;
        for (var before = from; hasMore; before = ids.getLast()) {
            var page = stripe.v1()
                    .products()
                    .list(ProductListParams.builder()
                            .setLimit(2L)
                            .setUrl("https://pages.example")
                            .setEndingBefore(before)
                            .build());
            ids.addAll(ids(page.getData()).reversed());
            hasMore = page.getHasMore();
        }
        return ids;
    }

    @Test
    void whoAsksTooFastIsToldSoByClass() {
        try (var narrow = server.beside(Map.of("CAISSE_TEST_RATE_LIMIT", "1"))) {
            var hasty = StripeClient.builder()
                    .setApiKey(TestServer.SECRET_KEY)
                    .setApiBase(narrow.url())
                    .setMaxNetworkRetries(0)
                    .build();
            var refused = catchThrowableOfType(RateLimitException.class, () -> {
                for (int i = 0; i < 500; i++) {
                    hasty.v1().balance().retrieve();
                }
            });
            assertThat(refused.getStatusCode()).isEqualTo(429);
            assertThat(refused.getCode()).isEqualTo("rate_limited");
        }
    }

    private static List<String> ids(Iterable<Product> products) {
        var ids = new ArrayList<String>();
        products.forEach(product -> ids.add(product.getId()));
        return ids;
    }

    @Test
    void aSavedCardPaysForItsCustomer() throws Exception {
        Customer customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Jenny").build());
        var method = stripe.v1()
                .paymentMethods()
                .attach(
                        "pm_card_mastercard",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        assertThat(method.getCustomer()).isEqualTo(customer.getId());
        assertThat(method.getCard().getBrand()).isEqualTo("mastercard");
        PaymentIntent intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(700L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod(method.getId())
                        .setConfirm(true)
                        .setOffSession(true)
                        .build());
        assertThat(intent.getStatus()).isEqualTo("succeeded");
        assertThat(intent.getCustomer()).isEqualTo(customer.getId());
    }

    @Test
    void aChallengeIsARedirect() throws Exception {
        var intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(700L)
                        .setCurrency("usd")
                        .setPaymentMethod("pm_card_authenticationRequired")
                        .setReturnUrl("https://shop.example/back")
                        .setConfirm(true)
                        .build());
        assertThat(intent.getStatus()).isEqualTo("requires_action");
        assertThat(intent.getNextAction().getType()).isEqualTo("redirect_to_url");
        assertThat(intent.getNextAction().getRedirectToUrl().getUrl()).startsWith(server.url());
        assertThat(intent.getNextAction().getRedirectToUrl().getReturnUrl()).isEqualTo("https://shop.example/back");
    }

    @Test
    void whatIsAskedForIsShownWhole() throws Exception {
        var customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Jenny").build());
        var intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(700L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod("pm_card_visa")
                        .setConfirm(true)
                        .addExpand("customer")
                        .addExpand("latest_charge.balance_transaction")
                        .addExpand("latest_charge.refunds")
                        .addExpand("latest_charge.payment_intent.customer")
                        .build());
        assertThat(intent.getCustomerObject().getName()).isEqualTo("Jenny");
        assertThat(intent.getPaymentMethodObject()).isNull();
        var charge = intent.getLatestChargeObject();
        assertThat(charge.getId()).isEqualTo(intent.getLatestCharge());
        assertThat(charge.getBalanceTransactionObject().getAmount()).isEqualTo(700);
        assertThat(charge.getRefunds().getData()).isEmpty();
        assertThat(charge.getRefunds().getUrl()).isEqualTo("/v1/refunds?charge=" + charge.getId());
        assertThat(charge.getCustomerObject()).isNull();
        assertThat(charge.getPaymentIntentObject().getCustomerObject()).isEqualTo(intent.getCustomerObject());

        var list = stripe.v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder()
                        .setCustomer(customer.getId())
                        .addExpand("data.payment_method")
                        .build());
        assertThat(list.getData()).singleElement().satisfies(one -> {
            assertThat(one.getPaymentMethodObject().getCard().getLast4()).isEqualTo("4242");
            assertThat(one.getCustomerObject()).isNull();
        });

        var session = stripe.v1()
                .checkout()
                .sessions()
                .create(sessionBuilder()
                        .addExpand("line_items.data.price.product")
                        .addExpand("payment_intent")
                        .build());
        assertThat(session.getPaymentIntentObject().getAmount()).isEqualTo(2500);
        assertThat(session.getLineItems().getUrl())
                .isEqualTo("/v1/checkout/sessions/" + session.getId() + "/line_items");
        assertThat(session.getLineItems()
                        .getData()
                        .getFirst()
                        .getPrice()
                        .getProductObject()
                        .getName())
                .isEqualTo("Pineapple cake");
    }

    @Test
    void whatMovedMoneyIsShownWholeAndSoIsWhoWasDeleted() throws Exception {
        var customer = stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Jenny").build());
        var intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(700L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod("pm_card_visa")
                        .setConfirm(true)
                        .build());
        var refund = stripe.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(intent.getId())
                        .addExpand("balance_transaction.source.charge.balance_transaction")
                        .build());
        var moved = refund.getBalanceTransactionObject();
        var source = (com.stripe.model.Refund) moved.getSourceObject();
        assertThat(source.getId()).isEqualTo(refund.getId());
        assertThat(source.getChargeObject().getId()).isEqualTo(intent.getLatestCharge());
        assertThat(source.getChargeObject().getBalanceTransactionObject().getSource())
                .isEqualTo(intent.getLatestCharge());

        stripe.v1().customers().delete(customer.getId());
        var after = stripe.v1()
                .paymentIntents()
                .retrieve(
                        intent.getId(),
                        com.stripe.param.PaymentIntentRetrieveParams.builder()
                                .addExpand("customer")
                                .build());
        assertThat(after.getCustomerObject().getDeleted()).isTrue();
        assertThat(after.getCustomer()).isEqualTo(customer.getId());
    }

    @Test
    void aPathThatLeadsNowhereIsRefusedBeforeAnythingIsDone() throws Exception {
        for (var path : List.of("nothing", "customer.email", "data.customer", "latest_charge.refunds.data", "amount")) {
            var refused = catchThrowableOfType(
                    InvalidRequestException.class,
                    () -> stripe.v1()
                            .paymentIntents()
                            .create(PaymentIntentCreateParams.builder()
                                    .setAmount(701L)
                                    .setCurrency("nok")
                                    .addExpand(path)
                                    .build()));
            assertThat(refused.getParam()).isEqualTo("expand");
        }
        assertThat(stripe.v1().paymentIntents().list().getData())
                .extracting(PaymentIntent::getAmount)
                .doesNotContain(701L);
    }

    @Test
    void anEventIsVerifiedAndReadByTheLibrary() throws Exception {
        try (var receiver = Receiver.taking()) {
            var endpoint = stripe.v1()
                    .webhookEndpoints()
                    .create(WebhookEndpointCreateParams.builder()
                            .setUrl(receiver.url())
                            .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.PAYMENT_INTENT__SUCCEEDED)
                            .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.CUSTOMER__UPDATED)
                            .build());
            assertThat(endpoint.getApiVersion()).isEqualTo(com.stripe.Stripe.API_VERSION);
            var intent = stripe.v1()
                    .paymentIntents()
                    .create(PaymentIntentCreateParams.builder()
                            .setAmount(4200L)
                            .setCurrency("sek")
                            .setPaymentMethod("pm_card_visa")
                            .setConfirm(true)
                            .build());
            Eventually.holds(() -> receiver.count() == 1);
            var heard = receiver.received().getFirst();
            var event =
                    stripe.constructEvent(heard.text(), heard.headers().get("stripe-signature"), endpoint.getSecret());
            assertThat(event.getType()).isEqualTo("payment_intent.succeeded");
            var paid = (PaymentIntent)
                    event.getDataObjectDeserializer().getObject().orElseThrow();
            assertThat(paid.getId()).isEqualTo(intent.getId());
            assertThat(paid.getCurrency()).isEqualTo("sek");
            assertThat(paid.getLatestCharge()).isEqualTo(intent.getLatestCharge());
            assertThat(catchThrowableOfType(
                            SignatureVerificationException.class,
                            () -> stripe.constructEvent(
                                    heard.text() + " ", heard.headers().get("stripe-signature"), endpoint.getSecret())))
                    .isNotNull();

            var customer = stripe.v1()
                    .customers()
                    .create(CustomerCreateParams.builder().setName("Jenny").build());
            stripe.v1()
                    .customers()
                    .update(
                            customer.getId(),
                            CustomerUpdateParams.builder().setName("Jen").build());
            Eventually.holds(() -> receiver.count() == 2);
            var update = receiver.received().getLast();
            assertThat(stripe.constructEvent(
                                    update.text(), update.headers().get("stripe-signature"), endpoint.getSecret())
                            .getData()
                            .getPreviousAttributes())
                    .isEqualTo(Map.of("name", "Jenny"));
            stripe.v1().webhookEndpoints().delete(endpoint.getId());
        }
    }

    @Test
    void whatHasNoEffectIsAcceptedAndSaidSo() throws Exception {
        var intent = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(500L)
                        .setCurrency("gbp")
                        .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                                .setEnabled(true)
                                .build())
                        .build());
        assertThat(intent.getLastResponse().headers().firstValue("Stripe-Notice"))
                .hasValue("automatic_payment_methods.enabled has no effect here");
        var never = catchThrowableOfType(
                InvalidRequestException.class,
                () -> stripe.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(500L)
                                .setCurrency("gbp")
                                .setApplicationFeeAmount(100L)
                                .build()));
        assertThat(never.getParam()).isEqualTo("application_fee_amount");
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> stripe.v1()
                                        .checkout()
                                        .sessions()
                                        .create(sessionBuilder()
                                                .setAutomaticTax(SessionCreateParams.AutomaticTax.builder()
                                                        .setEnabled(true)
                                                        .build())
                                                .build()))
                        .getParam())
                .startsWith("automatic_tax");
    }

    private static SessionCreateParams session() {
        return sessionBuilder().build();
    }

    private static SessionCreateParams.Builder sessionBuilder() {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.PAYMENT)
                .setSuccessUrl("https://shop.example/thanks?session={CHECKOUT_SESSION_ID}")
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setQuantity(2L)
                        .setPriceData(SessionCreateParams.LineItem.PriceData.builder()
                                .setCurrency("gbp")
                                .setUnitAmount(1250L)
                                .setProductData(SessionCreateParams.LineItem.PriceData.ProductData.builder()
                                        .setName("Pineapple cake")
                                        .build())
                                .build())
                        .build());
    }
}

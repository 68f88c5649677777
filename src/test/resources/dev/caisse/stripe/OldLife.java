import com.stripe.Stripe;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Price;
import com.stripe.model.Product;
import com.stripe.model.Refund;
import com.stripe.model.SetupIntent;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A merchant's program written for Stripe with stripe-java 21.15.0, of which nothing was changed but the base URL.
/// Where somebody else has to do something it says so in a line, and waits for one.
class OldLife {
    private static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in));

    interface Step {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Stripe.overrideApiBase(args[0]);
        Stripe.apiKey = args[1];
        step("a product, its price and a session that is paid", OldLife::sell);
        step("an intent with its charges, captured and refunded", OldLife::capture);
        step("a challenge", OldLife::challenge);
        step("a decline, and errors by class", OldLife::fail);
        step("a saved card, and one that is set up", OldLife::save);
        step("a dispute", OldLife::dispute);
        step("pages", OldLife::pages);
    }

    private static void step(String name, Step step) {
        try {
            step.run();
            System.out.println("passed: " + name);
        } catch (Exception | AssertionError e) {
            System.out.println("failed: " + name + ": " + e + " at " + List.of(e.getStackTrace()));
        }
    }

    private static void same(Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError("expected " + expected + " and found " + found);
        }
    }

    private static void waitFor(String what) throws Exception {
        System.out.println("waits: " + what);
        IN.readLine();
    }

    private static void sell() throws Exception {
        Product product = Product.create(Map.of("name", "Tea", "metadata", Map.of("a", "b")));
        Price price = Price.create(Map.of("product", product.getId(), "currency", "gbp", "unit_amount", 1250));
        same(product.getId(), price.getProduct());
        Session session = Session.create(Map.of(
                "mode", "payment",
                "success_url", "https://shop.example/thanks",
                "cancel_url", "https://shop.example/cart",
                "line_items", List.of(Map.of("price", price.getId(), "quantity", 2))));
        same("open", session.getStatus());
        waitFor(session.getUrl());
        Session paid = Session.retrieve(session.getId(), Map.of("expand", List.of("payment_intent")), null);
        same("paid", paid.getPaymentStatus());
        same(2500L, paid.getAmountTotal());
        same(2500L, paid.getPaymentIntentObject().getCharges().getData().get(0).getAmount());
    }

    private static void capture() throws Exception {
        PaymentIntent intent = PaymentIntent.create(Map.of(
                "amount", 2000, "currency", "eur", "capture_method", "manual", "confirm", true,
                "payment_method", "pm_card_visa"));
        same("requires_capture", intent.getStatus());
        same(false, intent.getCharges().getData().get(0).getCaptured());
        PaymentIntent captured = intent.capture();
        same("succeeded", captured.getStatus());
        Charge charge = captured.getCharges().getData().get(0);
        same(true, charge.getCaptured());
        same(0, charge.getRefunds().getData().size());
        Refund refund = Refund.create(Map.of("payment_intent", intent.getId(), "amount", 300));
        same("succeeded", refund.getStatus());
        Charge after = Charge.retrieve(charge.getId());
        same(300L, after.getAmountRefunded());
        same(refund.getId(), after.getRefunds().getData().get(0).getId());
    }

    private static void challenge() throws Exception {
        PaymentIntent intent = PaymentIntent.create(Map.of(
                "amount", 700, "currency", "usd", "confirm", true, "return_url", "https://shop.example/back",
                "payment_method", "pm_card_authenticationRequired"));
        same("requires_action", intent.getStatus());
        waitFor(intent.getNextAction().getRedirectToUrl().getUrl());
        PaymentIntent paid = PaymentIntent.retrieve(intent.getId());
        same("succeeded", paid.getStatus());
        same(700L, paid.getCharges().getData().get(0).getAmount());
    }

    private static void fail() throws Exception {
        try {
            PaymentIntent.create(Map.of(
                    "amount", 2000, "currency", "eur", "confirm", true,
                    "payment_method", "pm_card_visa_chargeDeclined"));
            throw new AssertionError("declined");
        } catch (CardException e) {
            same("generic_decline", e.getDeclineCode());
            PaymentIntent intent = e.getStripeError().getPaymentIntent();
            same("requires_payment_method", intent.getStatus());
            same("failed", intent.getCharges().getData().get(0).getStatus());
        }
        try {
            Product.retrieve("prod_1");
            throw new AssertionError("not found");
        } catch (InvalidRequestException e) {
            same("resource_missing", e.getCode());
        }
        try {
            Product.list(Map.of(), RequestOptions.builder().setApiKey("sk_test_wrong").build());
            throw new AssertionError("unauthorized");
        } catch (AuthenticationException e) {
            same(401, e.getStatusCode());
        }
        RequestOptions once = RequestOptions.builder().setIdempotencyKey("old, once").build();
        same(Product.create(Map.of("name", "Tea"), once).getId(), Product.create(Map.of("name", "Tea"), once).getId());
        try {
            Product.create(Map.of("name", "Coffee"), once);
            throw new AssertionError("another request");
        } catch (IdempotencyException e) {
            same(400, e.getStatusCode());
        }
    }

    private static void save() throws Exception {
        Customer customer = Customer.create(Map.of("email", "jenny@example.com"));
        PaymentMethod method = PaymentMethod.create(Map.of(
                        "type", "card",
                        "card", Map.of("number", "5555555555554444", "exp_month", 12, "exp_year", 2044, "cvc", "123")))
                .attach(Map.of("customer", customer.getId()));
        same("mastercard", method.getCard().getBrand());
        PaymentIntent paid = PaymentIntent.create(Map.of(
                "amount", 900, "currency", "usd", "customer", customer.getId(), "payment_method", method.getId(),
                "confirm", true, "off_session", true));
        same("succeeded", paid.getStatus());
        SetupIntent setup = SetupIntent.create(Map.of(
                "customer", customer.getId(), "payment_method", "pm_card_visa", "confirm", true));
        same("succeeded", setup.getStatus());
        same(2, PaymentMethod.list(Map.of("customer", customer.getId(), "type", "card")).getData().size());
    }

    private static void dispute() throws Exception {
        PaymentIntent paid = PaymentIntent.create(Map.of(
                "amount", 900, "currency", "usd", "confirm", true, "payment_method", "pm_card_createDispute"));
        waitFor("a dispute");
        Dispute dispute = Dispute.list(Map.of("payment_intent", paid.getId())).getData().get(0);
        same("needs_response", dispute.getStatus());
        same("lost", dispute.close().getStatus());
    }

    private static void pages() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, Product.create(Map.of("name", "P" + i, "url", "https://old.example")).getId());
        }
        List<String> walked = new ArrayList<>();
        for (Product one : Product.list(Map.of("limit", 2, "url", "https://old.example")).autoPagingIterable()) {
            walked.add(one.getId());
        }
        same(made, walked);
    }
}

package dev.caisse.console;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What makes an event of one type happen: requests that make real objects, one after the other. One row a type.
///
/// @param steps in which `{prod}` is the id with that prefix that was answered last
/// @param whyNot when nothing that can be asked for causes it
public record Trigger(String type, List<Step> steps, Optional<String> whyNot) {
    private static final Step.Ask PRODUCT =
            post("/v1/products", "{'name': 'Pineapple cake', 'description': 'Six, in a box.'}");
    private static final Step.Ask PRICE =
            post("/v1/prices", "{'product': '{prod}', 'currency': 'gbp', 'unit_amount': 1250}");
    private static final Step.Ask INTENT = post("/v1/payment_intents", "{'amount': 1250, 'currency': 'gbp'}");
    private static final Step.Ask PAYMENT = paidWith("pm_card_visa");
    private static final Step.Ask DECLINED = paidWith("pm_card_chargeDeclined").answering(402);
    private static final Step.Ask HELD = post(
            "/v1/payment_intents",
            "{'amount': 1250, 'currency': 'gbp', 'capture_method': 'manual', 'confirm': true, 'payment_method':"
                    + " 'pm_card_visa'}");
    private static final Step.Ask CAPTURE = post("/v1/payment_intents/{pi}/capture", "{}");
    private static final Step.Ask CANCEL = post("/v1/payment_intents/{pi}/cancel", "{}");
    private static final Step.Ask REFUND = post("/v1/refunds", "{'payment_intent': '{pi}', 'amount': 250}");
    private static final Step.Ask SETUP = post("/v1/setup_intents", "{}");
    private static final Step.Ask SESSION = post(
            "/v1/checkout/sessions",
            "{'success_url': 'https://www.example.com/thanks', 'cancel_url': 'https://www.example.com/cart',"
                    + " 'line_items': [{'quantity': 2, 'price_data': {'currency': 'gbp', 'unit_amount': 1250,"
                    + " 'product_data': {'name': 'Pineapple cake'}}}]}");

    private static final String DELAYED =
            "a bank tells of a debit by itself, some time later; pay a session in euros by SEPA debit from %s and wait";
    private static final Step.Ask DEBIT = post(
            "/v1/payment_intents",
            "{'amount': 1250, 'currency': 'eur', 'confirm': true, 'payment_method_data': {'type': 'sepa_debit',"
                    + " 'sepa_debit': {'iban': 'AT611904300234573201'},"
                    + " 'billing_details': {'name': 'Jenny Rosen', 'email': 'jenny@example.com'}}}");

    private static final Step.Ask CUSTOMER =
            post("/v1/customers", "{'email': 'jenny@example.com', 'name': 'Jenny Rosen'}");
    private static final Step.Ask ATTACH = post("/v1/payment_methods/pm_card_visa/attach", "{'customer': '{cus}'}");

    private static final Step.Ask SOURCE = post("/v1/customers/{cus}/sources", "{'source': 'tok_visa'}");
    private static final Step.Ask COUPON = post("/v1/coupons", "{'percent_off': 25, 'name': 'A quarter off'}");
    private static final Step.Ask REBATE = post("/v1/customers/{cus}", "{'coupon': '{coupon}'}");
    private static final Step.Ask PROMOTION = post("/v1/promotion_codes", "{'coupon': '{coupon}'}");

    private static final Step.Ask LINK =
            post("/v1/payment_links", "{'line_items': [{'price': '{price}', 'quantity': 1}]}");

    private static final String TAKEN_BACK =
            "a bank takes a refund back by itself, some time later; refund a payment with pm_card_refundFail and wait";
    private static final Step.Ask DISPUTED = paidWith("pm_card_createDispute");
    private static final Step.Await DISPUTE = new Step.Await("/v1/disputes?payment_intent={pi}");

    private static final String FAILING =
            "it takes an endpoint that has answered nothing for three days, and another one that hears of it";

    private static final Map<String, Trigger> ALL = table(
            row("product.created", PRODUCT),
            row("product.updated", PRODUCT, post("/v1/products/{prod}", "{'description': 'Twelve, in a tin.'}")),
            row("product.deleted", PRODUCT, new Step.Ask("DELETE", "/v1/products/{prod}", "", Map.of(), 200)),
            row("price.created", PRODUCT, PRICE),
            row("price.updated", PRODUCT, PRICE, post("/v1/prices/{price}", "{'nickname': 'Until Sunday'}")),
            row("coupon.created", COUPON),
            row("coupon.updated", COUPON, post("/v1/coupons/{coupon}", "{'name': 'Until Sunday'}")),
            row("coupon.deleted", COUPON, new Step.Ask("DELETE", "/v1/coupons/{coupon}", "", Map.of(), 200)),
            row("promotion_code.created", COUPON, PROMOTION),
            row("promotion_code.updated", COUPON, PROMOTION, post("/v1/promotion_codes/{promo}", "{'active': false}")),
            row("payment_link.created", PRODUCT, PRICE, LINK),
            row("payment_link.updated", PRODUCT, PRICE, LINK, post("/v1/payment_links/{plink}", "{'active': false}")),
            row("customer.created", CUSTOMER),
            row("customer.updated", CUSTOMER, post("/v1/customers/{cus}", "{'phone': '+44 20 7946 0018'}")),
            row("customer.deleted", CUSTOMER, new Step.Ask("DELETE", "/v1/customers/{cus}", "", Map.of(), 200)),
            row("customer.discount.created", COUPON, CUSTOMER, REBATE),
            row("customer.discount.updated", COUPON, CUSTOMER, REBATE, REBATE),
            row(
                    "customer.discount.deleted",
                    COUPON,
                    CUSTOMER,
                    REBATE,
                    new Step.Ask("DELETE", "/v1/customers/{cus}/discount", "", Map.of(), 200)),
            row("customer.source.created", CUSTOMER, SOURCE),
            row(
                    "customer.source.updated",
                    CUSTOMER,
                    SOURCE,
                    post("/v1/customers/{cus}/sources/{card}", "{'metadata': {'card': 'private'}}")),
            row(
                    "customer.source.deleted",
                    CUSTOMER,
                    SOURCE,
                    new Step.Ask("DELETE", "/v1/customers/{cus}/sources/{card}", "", Map.of(), 200)),
            row("payment_method.attached", CUSTOMER, ATTACH),
            row(
                    "payment_method.updated",
                    CUSTOMER,
                    ATTACH,
                    post("/v1/payment_methods/{pm}", "{'metadata': {'card': 'private'}}")),
            row("payment_method.detached", CUSTOMER, ATTACH, post("/v1/payment_methods/{pm}/detach", "{}")),
            row("payment_intent.created", INTENT),
            row("payment_intent.requires_action", paidWith("pm_card_threeDSecure2Required")),
            row("payment_intent.processing", PAYMENT.with("Caisse-Sandbox", "refuse=authorize")),
            row("payment_intent.succeeded", PAYMENT),
            row("payment_intent.payment_failed", DECLINED),
            row("payment_intent.amount_capturable_updated", HELD),
            row("payment_intent.canceled", INTENT, CANCEL),
            row("charge.succeeded", PAYMENT),
            row("charge.failed", DECLINED),
            row("charge.captured", HELD, CAPTURE),
            row("charge.dispute.created", DISPUTED, DISPUTE),
            row("charge.dispute.funds_withdrawn", DISPUTED, DISPUTE),
            row("charge.dispute.updated", DISPUTED, DISPUTE, post("/v1/disputes/{dp}", "{'metadata': {'case': '7'}}")),
            row("charge.dispute.closed", DISPUTED, DISPUTE, post("/v1/disputes/{dp}/close", "{}")),
            row(
                    "charge.dispute.funds_reinstated",
                    DISPUTED,
                    DISPUTE,
                    post("/v1/disputes/{dp}", "{'evidence': {'uncategorized_text': 'winning_evidence'}}")),
            row("charge.expired", HELD, CANCEL),
            row("checkout.session.completed", SESSION, new Step.PayOnThePage()),
            not("checkout.session.async_payment_succeeded", DELAYED.formatted("AT611904300234573201")),
            not("checkout.session.async_payment_failed", DELAYED.formatted("AT861904300235473202")),
            row("charge.pending", DEBIT),
            row("checkout.session.expired", SESSION, post("/v1/checkout/sessions/{cs}/expire", "{}")),
            row("charge.refunded", PAYMENT, REFUND),
            row("charge.refund.updated", PAYMENT, REFUND),
            row("refund.created", PAYMENT, REFUND),
            row("refund.updated", PAYMENT, REFUND),
            not("refund.failed", TAKEN_BACK),
            row("charge.updated", DISPUTED, DISPUTE),
            row("setup_intent.created", SETUP),
            row("setup_intent.requires_action", setUpWith("pm_card_threeDSecure2Required")),
            row("setup_intent.succeeded", setUpWith("pm_card_visa")),
            row("setup_intent.setup_failed", setUpWith("pm_card_chargeDeclined").answering(402)),
            row("setup_intent.canceled", SETUP, post("/v1/setup_intents/{seti}/cancel", "{}")),
            not("balance.available", "it takes until what was paid is due, two days by default"),
            not("webhook_endpoint.failing", FAILING),
            not("webhook_endpoint.disabled", FAILING));

    /// By type, in the order of the alphabet.
    public static Map<String, Trigger> all() {
        return ALL;
    }

    /// One thing to do, and what becomes of it.
    sealed interface Step {

        /// A request of the merchant's.
        ///
        /// @param body JSON with single quotes
        record Ask(String method, String path, String body, Map<String, String> headers, int status) implements Step {
            Ask answering(int other) {
                return new Ask(method, path, body, headers, other);
            }

            Ask with(String header, String value) {
                return new Ask(method, path, body, Map.of(header, value), status);
            }
        }

        /// What comes by itself, from outside: waits until a list has it.
        record Await(String path) implements Step {}

        /// The payer pays for the session that was made last.
        record PayOnThePage() implements Step {}
    }

    private static Step.Ask post(String path, String body) {
        return new Step.Ask("POST", path, body, Map.of(), 200);
    }

    private static Step.Ask paidWith(String method) {
        return post(
                "/v1/payment_intents",
                "{'amount': 1250, 'currency': 'gbp', 'confirm': true, 'payment_method': '" + method
                        + "', 'return_url': 'https://www.example.com/back'}");
    }

    private static Step.Ask setUpWith(String method) {
        return post(
                "/v1/setup_intents",
                "{'confirm': true, 'payment_method': '" + method + "', 'return_url': 'https://www.example.com/back'}");
    }

    private static Trigger row(String type, Step... steps) {
        return new Trigger(type, List.of(steps), Optional.empty());
    }

    private static Trigger not(String type, String why) {
        return new Trigger(type, List.of(), Optional.of(why));
    }

    private static Map<String, Trigger> table(Trigger... rows) {
        var table = new TreeMap<String, Trigger>();
        Arrays.stream(rows).forEach(row -> table.put(row.type(), row));
        return Collections.unmodifiableMap(table);
    }
}

package dev.caisse.discounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a customer has off: given, changed and taken away, redeemed never more often than it may be, and shown in both
/// dialects. It takes nothing off a session, which has discounts of its own.
class RebateTest {
    private static final int MANY = 12;

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCustomerIsMadeWithOneWhichIsARedemption() {
        var coupon = coupon("\"percent_off\": 20");
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon));
        assertThat(customer.at("discount.id")).startsWith("di_");
        assertThat(customer.at("discount.object")).isEqualTo("discount");
        assertThat(customer.at("discount.coupon.id")).isEqualTo(coupon);
        assertThat(customer.at("discount.coupon.times_redeemed")).isEqualTo("1");
        assertThat(customer.at("discount.customer")).isEqualTo(customer.at("id"));
        assertThat(customer.at("discount.checkout_session")).isNull();
        assertThat(customer.at("discount.end")).isNull();
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
        assertThat(now(customer).text()).isEqualTo(customer.text());
        assertThat(told(customer)).containsExactly("customer.discount.created", "customer.created");
        assertThat(event("customer.created").at("data.0.data.object.discount.id"))
                .isEqualTo(customer.at("discount.id"));
    }

    @Test
    void anotherTakesItsPlaceAndNothingTakesItAway() {
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon("\"percent_off\": 20")));
        var other = coupon("\"percent_off\": 30");
        var changed = update(customer, "\"coupon\": \"%s\"".formatted(other));
        assertThat(changed.at("discount.coupon.id")).isEqualTo(other);
        assertThat(changed.at("discount.id")).isNotEqualTo(customer.at("discount.id"));
        var updated = event("customer.discount.updated");
        assertThat(updated.at("data.0.data.object.coupon.id")).isEqualTo(other);
        assertThat(updated.at("data.0.data.previous_attributes.id")).isEqualTo(customer.at("discount.id"));
        var untouched = update(customer, "\"name\": \"Jenny\"");
        assertThat(untouched.at("discount.id")).isEqualTo(changed.at("discount.id"));
        assertThat(update(customer, "\"coupon\": \"\"").at("discount")).isNull();
        assertThat(now(customer).at("discount")).isNull();
        assertThat(told(customer))
                .containsExactly(
                        "customer.discount.deleted",
                        "customer.updated",
                        "customer.updated",
                        "customer.discount.updated",
                        "customer.updated",
                        "customer.discount.created",
                        "customer.created");
    }

    @Test
    void itIsTakenAwayByItsOwnAddressOnce() {
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon("\"percent_off\": 20")));
        var path = "/v1/customers/" + customer.at("id") + "/discount";
        var taken = merchant.delete(path);
        assertThat(taken.at("deleted")).as(taken.text()).isEqualTo("true");
        assertThat(taken.at("id")).isEqualTo(customer.at("discount.id"));
        assertThat(now(customer).at("discount")).isNull();
        assertThat(merchant.delete(path).status()).isEqualTo(404);
        assertThat(told(customer)).startsWith("customer.discount.deleted", "customer.updated");
        assertThat(merchant.delete("/v1/customers/cus_1/discount").status()).isEqualTo(404);
    }

    @Test
    void itGoesWithItsCustomer() {
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon("\"percent_off\": 20")));
        merchant.delete("/v1/customers/" + customer.at("id"));
        assertThat(told(customer)).startsWith("customer.deleted", "customer.discount.deleted");
    }

    @Test
    void ofManyWhoWantTheLastOnesAsManyGetOneAsThereAre() throws Exception {
        var coupon = coupon("\"percent_off\": 20, \"max_redemptions\": 5");
        var code = code(coupon, "\"max_redemptions\": 2");
        var known = customer("\"name\": \"Jenny\"");
        var replies = Together.run(MANY, i -> switch (i % 3) {
            case 0 -> merchant.post("/v1/customers", "{\"coupon\": \"%s\"}".formatted(coupon));
            case 1 -> merchant.post("/v1/customers", "{\"promotion_code\": \"%s\"}".formatted(code));
            default -> update(known, "\"coupon\": \"%s\"".formatted(coupon));
        });
        assertThat(replies).extracting(Reply::status).containsOnly(200, 400);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(5);
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 400)
                .allSatisfy(reply -> assertThat(reply.at("error.param")).isIn("coupon", "promotion_code"));
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("5");
        assertThat(Integer.parseInt(merchant.get("/v1/promotion_codes/" + code).at("times_redeemed")))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void theSameRequestTwiceGivesOne() {
        var coupon = coupon("\"percent_off\": 20");
        var customer = customer("\"name\": \"Jenny\"");
        var path = "/v1/customers/" + customer.at("id");
        var body = "{\"coupon\": \"%s\"}".formatted(coupon);
        var first = merchant.post(path, body, Map.of("Idempotency-Key", "again"));
        assertThat(merchant.post(path, body, Map.of("Idempotency-Key", "again")).text())
                .isEqualTo(first.text());
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
    }

    @Test
    void aCodeGivesItsCouponToWhomItIsFor() {
        var coupon = coupon("\"percent_off\": 20");
        var theirs = customer("\"name\": \"Jenny\"");
        var code = code(coupon, "\"customer\": \"%s\"".formatted(theirs.at("id")));
        var given = update(theirs, "\"promotion_code\": \"%s\"".formatted(code));
        assertThat(given.at("discount.promotion_code")).as(given.text()).isEqualTo(code);
        assertThat(given.at("discount.coupon.id")).isEqualTo(coupon);
        assertThat(merchant.get("/v1/promotion_codes/" + code).at("times_redeemed"))
                .isEqualTo("1");
        var other = customer("\"name\": \"John\"");
        assertThat(refused(update(other, "\"promotion_code\": \"%s\"".formatted(code))))
                .isEqualTo("promotion_code");
        assertThat(now(other).at("discount")).isNull();
    }

    @Test
    void whatCannotBeGivenIsRefusedByName() {
        var customer = customer("\"name\": \"Jenny\"");
        var coupon = coupon("\"percent_off\": 20");
        var restricted = code(coupon, "\"restrictions\": {\"first_time_transaction\": true}");
        assertThat(refused(update(customer, "\"promotion_code\": \"%s\"".formatted(restricted))))
                .isEqualTo("promotion_code");
        var inactive = code(coupon, "\"active\": false");
        assertThat(refused(update(customer, "\"promotion_code\": \"%s\"".formatted(inactive))))
                .isEqualTo("promotion_code");
        assertThat(refused(
                        update(customer, "\"coupon\": \"%s\", \"promotion_code\": \"%s\"".formatted(coupon, inactive))))
                .isEqualTo("promotion_code");
        assertThat(refused(update(customer, "\"promotion_code\": \"%s\"".formatted(coupon))))
                .isEqualTo("promotion_code");
        merchant.delete("/v1/coupons/" + coupon);
        var gone = update(customer, "\"coupon\": \"%s\"".formatted(coupon));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.at("error.param")).isEqualTo("coupon");
        assertThat(told(customer)).containsExactly("customer.created");
    }

    @Test
    void whoseCouponIsDeletedKeepsWhatTheyHave() {
        var coupon = coupon("\"percent_off\": 20");
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon));
        merchant.delete("/v1/coupons/" + coupon);
        assertThat(now(customer).at("discount.coupon.id")).isEqualTo(coupon);
        assertThat(now(customer).at("discount.coupon.valid")).isEqualTo("false");
    }

    @Test
    void oneThatRepeatsForAMonthIsOverThen() {
        var customer = customer("\"coupon\": \"%s\""
                .formatted(coupon("\"percent_off\": 20, \"duration\": \"repeating\", \"duration_in_months\": 1")));
        long start = Long.parseLong(customer.at("discount.start"));
        long end = Long.parseLong(customer.at("discount.end"));
        assertThat(Duration.ofMillis(end - start).toDays()).isBetween(27L, 31L);
        server.advance(Duration.ofDays(32));
        assertThat(now(customer).at("discount")).isNull();
        assertThat(merchant.delete("/v1/customers/" + customer.at("id") + "/discount")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aSessionOfTheirsCostsTheSame() {
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon("\"percent_off\": 20")));
        var session = merchant.newSession("\"customer\": \"%s\",".formatted(customer.at("id")));
        assertThat(session.at("amount_total")).isEqualTo(session.at("amount_subtotal"));
        assertThat(session.at("total_details.amount_discount")).isEqualTo("0");
    }

    // Stripe's dialect

    @Test
    void eachVersionOfStripesHasItsOwnWords() {
        var coupon = coupon("\"percent_off\": 20");
        var customer = customer("\"coupon\": \"%s\"".formatted(coupon));
        var path = "/v1/customers/" + customer.at("id");
        var newest = in("2026-10-28.endive", path);
        assertThat(newest.at("discount.source.coupon")).as(newest.text()).isEqualTo(coupon);
        assertThat(newest.at("discount.source.type")).isEqualTo("coupon");
        assertThat(((Map<?, ?>) newest.json().get("discount")).keySet().toString())
                .doesNotContain("coupon");
        assertThat(newest.at("discount.subscription")).isNull();
        var older = in("2024-04-10", path);
        assertThat(older.at("discount.coupon.id")).isEqualTo(coupon);
        assertThat(((Map<?, ?>) older.json().get("discount")).keySet().toString())
                .doesNotContain("source");
        assertThat(in("2026-10-28.endive", path + "?expand[]=discount.source.coupon")
                        .at("discount.source.coupon.percent_off"))
                .isEqualTo("20");
        assertThat(in("2026-10-28.endive", "/v1/customers?limit=1").at("data.0.discount.id"))
                .isEqualTo(customer.at("discount.id"));
    }

    private static Reply in(String version, String path) {
        return merchant.send(merchant.request(path).header("Stripe-Version", version));
    }

    private static String coupon(String more) {
        var coupon = merchant.post("/v1/coupons", "{%s}".formatted(more));
        assertThat(coupon.status()).as(coupon.text()).isEqualTo(200);
        return coupon.at("id");
    }

    private static String code(String coupon, String more) {
        var code = merchant.post("/v1/promotion_codes", "{\"coupon\": \"%s\", %s}".formatted(coupon, more));
        assertThat(code.status()).as(code.text()).isEqualTo(200);
        return code.at("id");
    }

    private static Reply customer(String more) {
        var customer = merchant.post("/v1/customers", "{%s}".formatted(more));
        assertThat(customer.status()).as(customer.text()).isEqualTo(200);
        return customer;
    }

    private static Reply update(Reply customer, String more) {
        return merchant.post("/v1/customers/" + customer.at("id"), "{%s}".formatted(more));
    }

    private static Reply now(Reply customer) {
        return merchant.get("/v1/customers/" + customer.at("id"));
    }

    private static String refused(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.at("error.param");
    }

    private static Reply event(String type) {
        return merchant.get("/v1/events?limit=1&type=" + type);
    }

    /// The types of what was told of a customer, newest first.
    private static List<String> told(Reply customer) {
        return ((List<?>) merchant.get("/v1/events?limit=100").json().get("data"))
                .stream()
                        .map(event -> (Map<?, ?>) event)
                        .filter(event -> event.get("data").toString().contains(customer.at("id")))
                        .map(event -> event.get("type").toString())
                        .filter(type -> type.startsWith("customer."))
                        .toList();
    }
}

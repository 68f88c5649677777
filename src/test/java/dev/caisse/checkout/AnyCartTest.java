package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Seeded;
import dev.caisse.TestServer;
import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.Offer;
import dev.caisse.catalog.Price;
import dev.caisse.catalog.Product;
import dev.caisse.catalog.Rate;
import dev.caisse.catalog.Rate.Tier;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.Coupon.Lasting;
import dev.caisse.discounts.Coupon.Off;
import dev.caisse.discounts.Redemptions;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whatever is in a cart, in whatever currency: lines add up to the total, nothing is negative, and the intent's amount
/// is the total shown.
class AnyCartTest {
    private static final List<CurrencyCode> CURRENCIES =
            List.of(CurrencyCode.of("JPY"), CurrencyCode.of("GBP"), CurrencyCode.of("KWD"));
    private static final int PURE = 100_000;
    private static final int THROUGH_THE_SERVER = 40;

    @Test
    void linesAddUpToTheTotalAndNothingIsNegative() {
        Seeded.runs(PURE, random -> check(Cart.any(random)));
    }

    @Test
    void theIntentsAmountIsTheTotalShown() {
        try (var server = TestServer.start()) {
            Seeded.runs(THROUGH_THE_SERVER, random -> checkThrough(server.client(), random));
        }
    }

    private static void check(Cart cart) {
        Sums sums;
        try {
            sums = Sums.of(cart.lines, cart.coupon, cart.shipping);
        } catch (Refusal tooLarge) {
            assertThat(tooLarge.code()).isEqualTo("amount_too_large");
            return;
        }
        long ofLines = 0;
        long discounts = 0;
        for (int i = 0; i < cart.lines.size(); i++) {
            var item = sums.lines().get(i).item();
            assertThat(item.amountSubtotal()).isEqualTo(slowly(cart.lines.get(i)));
            assertThat(item.amountTotal()).isBetween(0L, item.amountSubtotal());
            ofLines += item.amountTotal();
            discounts += item.amountSubtotal() - item.amountTotal();
        }
        assertThat(sums.total()).isEqualTo(ofLines + cart.shipping).isNotNegative();
        assertThat(sums.discount()).isEqualTo(discounts).isBetween(0L, sums.subtotal());
    }

    /// Piece by piece, where there are few enough of them.
    private static long slowly(Line line) {
        var rate = line.offer().price().rate();
        if (!(rate instanceof Rate.Tiered tiered) || tiered.mode() == Rate.Mode.VOLUME || line.quantity() > 500) {
            return rate.of(line.quantity());
        }
        long sum = 0;
        Tier before = null;
        for (int piece = 1; piece <= line.quantity(); piece++) {
            int place = piece;
            var tier = tiered.tiers().stream()
                    .filter(one -> one.upTo().isEmpty() || place <= one.upTo().get())
                    .findFirst()
                    .orElseThrow();
            sum += tier.unitAmount().orElse(0L)
                    + (tier == before ? 0 : tier.flatAmount().orElse(0L));
            before = tier;
        }
        return sum;
    }

    private static void checkThrough(Client merchant, Random random) {
        var currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
        var items = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ ->
                        "{\"quantity\": %d, \"price_data\": {\"currency\": \"%s\", %s, \"product_data\": {\"name\": \"n\"}}}"
                                .formatted(1 + random.nextInt(20), currency, rate(random)))
                .collect(Collectors.joining(","));
        var off = random.nextBoolean()
                ? "\"percent_off\": " + (1 + random.nextInt(100))
                : "\"amount_off\": %d, \"currency\": \"%s\"".formatted(1 + random.nextInt(30_000), currency);
        var coupon = merchant.post("/v1/coupons", "{" + off + "}").at("id");
        var session =
                merchant.post("/v1/checkout/sessions", """
                    {"success_url": "shop.example", "line_items": [%s], "discounts": [{"coupon": "%s"}],
                     "shipping_options": [{"shipping_rate_data": {"display_name": "Post",
                       "fixed_amount": {"amount": %d, "currency": "%s"}}}]}
                    """.formatted(items, coupon, random.nextInt(3) * 450, currency));
        long total = Long.parseLong(session.at("amount_total"));
        assertThat(total)
                .isEqualTo(Long.parseLong(session.at("amount_subtotal"))
                        - Long.parseLong(session.at("total_details.amount_discount"))
                        + Long.parseLong(session.at("total_details.amount_shipping")));
        var page = merchant.page(session.at("url")).text();
        assertThat(page).contains("name=\"shownTotal\" value=\"" + total + " " + currency + "\"");
        if (total > 0) {
            assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                            .at("amount"))
                    .isEqualTo(Long.toString(total));
        }
    }

    private static String rate(Random random) {
        return random.nextBoolean()
                ? "\"unit_amount\": " + random.nextInt(5000)
                : "\"billing_scheme\": \"tiered\", \"tiers_mode\": \"%s\", \"tiers\": [{\"up_to\": %d, \"unit_amount\": %d, \"flat_amount\": %d}, {\"up_to\": \"inf\", \"unit_amount\": %d}]"
                        .formatted(
                                random.nextBoolean() ? "graduated" : "volume",
                                1 + random.nextInt(10),
                                random.nextInt(5000),
                                random.nextInt(900),
                                random.nextInt(3000));
    }

    private record Cart(List<Line> lines, Optional<Coupon> coupon, long shipping) {
        static Cart any(Random random) {
            var currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
            var lines = IntStream.rangeClosed(0, random.nextInt(8))
                    .mapToObj(place -> line(random, place, currency))
                    .toList();
            return new Cart(
                    lines,
                    random.nextInt(5) == 0 ? Optional.empty() : Optional.of(coupon(random, currency)),
                    random.nextBoolean() ? 0 : amount(random));
        }

        private static long amount(Random random) {
            return random.nextLong(1L << random.nextInt(1, 34));
        }

        private static Line line(Random random, int place, CurrencyCode currency) {
            var product = new Product(
                    random.nextInt(4),
                    true,
                    "n",
                    Optional.empty(),
                    List.of(),
                    Metadata.EMPTY,
                    Optional.empty(),
                    Optional.empty(),
                    0);
            var price = new Price(
                    place,
                    product.id(),
                    true,
                    currency,
                    random.nextBoolean() ? new Rate.PerUnit(amount(random)) : tiered(random),
                    Optional.empty(),
                    Optional.empty(),
                    Metadata.EMPTY,
                    Optional.empty());
            int quantity = 1 + random.nextInt(1 << random.nextInt(1, 20));
            return new Line(
                    new LineItem(place, place, "n", Math.min(quantity, 999_999), Optional.empty(), 0, 0),
                    new Offer(price, product));
        }

        private static Rate tiered(Random random) {
            var tiers = new ArrayList<Tier>();
            long upTo = 0;
            for (int more = random.nextInt(4); more > 0; more--) {
                upTo += 1 + random.nextInt(30);
                tiers.add(new Tier(Optional.of(upTo), Optional.of(amount(random)), maybe(random)));
            }
            tiers.add(new Tier(Optional.empty(), maybe(random), Optional.of(amount(random))));
            return new Rate.Tiered(random.nextBoolean() ? Rate.Mode.GRADUATED : Rate.Mode.VOLUME, tiers);
        }

        private static Optional<Long> maybe(Random random) {
            return random.nextBoolean() ? Optional.empty() : Optional.of(amount(random));
        }

        private static Coupon coupon(Random random, CurrencyCode currency) {
            var off = random.nextBoolean()
                    ? new Off.Percent(1 + random.nextInt(10_000))
                    : new Off.Amount(Money.of(1 + amount(random), currency));
            return new Coupon(
                    1,
                    "ANY",
                    Optional.empty(),
                    off,
                    new Lasting("once", Optional.empty()),
                    random.nextBoolean() ? List.of() : List.of(0L, 1L),
                    Optional.empty(),
                    new Redemptions(Optional.empty(), 0, 0),
                    Metadata.EMPTY,
                    false);
        }
    }
}

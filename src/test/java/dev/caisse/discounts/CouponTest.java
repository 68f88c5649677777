package dev.caisse.discounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import dev.caisse.api.Metadata;
import dev.caisse.discounts.Coupon.Lasting;
import dev.caisse.discounts.Coupon.Off;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a coupon takes off, to the smallest unit.
class CouponTest {
    private static final CurrencyCode GBP = CurrencyCode.of("GBP");

    @Test
    void aPercentageIsRoundedHalfUpOnceAndSpread() {
        check("""
            2500  | 100 100 100 | 25 25 25
            3333  | 100 100 100 | 34 33 33
            1     | 5000        | 1
            1     | 4999        | 0
            5000  | 1 1 1       | 1 1 0
            5000  | 1 3         | 1 1
            10000 | 7 0 93      | 7 0 93
            1050  | 999999999999| 105000000000
            """);
    }

    @Test
    void anAmountIsSpreadInProportionAndNeverMoreThanTheSum() {
        assertThat(amount(100).on(List.of(1L, 1L), List.of(300L, 100L))).containsExactly(75L, 25L);
        assertThat(amount(101).on(List.of(1L, 1L), List.of(300L, 100L))).containsExactly(76L, 25L);
        assertThat(amount(9999).on(List.of(1L, 1L), List.of(300L, 100L))).containsExactly(300L, 100L);
        assertThat(amount(5).on(List.of(1L), List.of(0L))).containsExactly(0L);
    }

    @Test
    void itTakesNothingOffWhatItDoesNotApplyTo() {
        var coupon = coupon(new Off.Percent(5000), List.of(2L));
        assertThat(coupon.on(List.of(1L, 2L, 3L), List.of(100L, 50L, 100L))).containsExactly(0L, 25L, 0L);
    }

    @Test
    void whateverIsSpreadAddsUpAndNobodyGetsMoreThanTheyHave() {
        Seeded.runs(10_000, random -> {
            var amounts = random.longs(1 + random.nextInt(12), 0, 1L << random.nextInt(1, 36))
                    .boxed()
                    .toList();
            long sum = amounts.stream().mapToLong(Long::longValue).sum();
            long total = sum == 0 ? 0 : random.nextLong(sum + 1);
            var shares = Spread.of(total, amounts);
            assertThat(shares.stream().mapToLong(Long::longValue).sum()).isEqualTo(total);
            for (int i = 0; i < shares.size(); i++) {
                assertThat(shares.get(i)).isBetween(0L, amounts.get(i));
            }
        });
    }

    private static void check(String table) {
        table.lines().forEach(line -> {
            var cells = Stream.of(line.split("\\|")).map(String::strip).toList();
            var amounts = numbers(cells.get(1));
            var coupon = coupon(new Off.Percent(Integer.parseInt(cells.getFirst())), List.of());
            assertThat(coupon.on(amounts, amounts)).as(line).isEqualTo(numbers(cells.get(2)));
        });
    }

    private static List<Long> numbers(String cell) {
        return Stream.of(cell.split(" ")).map(Long::parseLong).toList();
    }

    private static Coupon amount(long minor) {
        return coupon(new Off.Amount(Money.of(minor, GBP)), List.of());
    }

    private static Coupon coupon(Off off, List<Long> products) {
        return new Coupon(
                1,
                "ANY",
                Optional.empty(),
                off,
                new Lasting("once", Optional.empty()),
                products,
                Optional.empty(),
                Redemptions.upTo(Optional.empty()),
                Metadata.EMPTY,
                false);
    }
}

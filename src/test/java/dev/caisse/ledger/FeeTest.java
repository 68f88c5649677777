package dev.caisse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1000, 0",
        "30, 1000, 30",
        "2.9%, 1000, 29",
        "2.9%+30, 1000, 59",
        "2.9% + 30, 1000, 59",
        "50%, 1, 1",
        "49.9999%, 1, 0",
        "100%, 999999999999, 999999999999"
    })
    void isAPartRoundedHalfUpAndAFlatAmount(String text, long amount, long fee) {
        var gbp = CurrencyCode.of("GBP");
        assertThat(Fee.read(text).orElseThrow().of(Money.of(amount, gbp))).isEqualTo(Money.of(fee, gbp));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "+30", "2.9%30%", "2.9+30", "101%", "-1", "2,9%", "1.00001%", "much", "2.9%+"})
    void isNothingElse(String text) {
        assertThat(Fee.read(text)).isEmpty();
    }
}

package dev.caisse.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MoneyTest {
    private static final CurrencyCode GBP = CurrencyCode.of("GBP");
    private static final CurrencyCode EUR = CurrencyCode.of("EUR");

    @Test
    void addsAndSubtractsExactly() {
        assertThat(Money.of(1, GBP).plus(Money.of(2, GBP))).isEqualTo(Money.of(3, GBP));
        assertThat(Money.of(1, GBP).minus(Money.of(2, GBP))).isEqualTo(Money.of(-1, GBP));
    }

    @Test
    void neverOverflowsInSilence() {
        var most = Money.of(Long.MAX_VALUE, GBP);
        assertThatThrownBy(() -> most.plus(Money.of(1, GBP))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.of(-2, GBP).minus(most)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void neverMixesCurrencies() {
        var pounds = Money.of(1, GBP);
        var euros = Money.of(1, EUR);
        assertThatThrownBy(() -> pounds.plus(euros)).hasMessageContaining("GBP").hasMessageContaining("EUR");
        assertThatThrownBy(() -> pounds.minus(euros)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pounds.isAtMost(euros)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comparesAndPrints() {
        assertThat(Money.of(5, GBP).isAtMost(Money.of(5, GBP))).isTrue();
        assertThat(Money.of(6, GBP).isAtMost(Money.of(5, GBP))).isFalse();
        assertThat(Money.of(0, GBP).isZero()).isTrue();
        assertThat(Money.of(1099, GBP)).hasToString("1099 GBP");
    }
}

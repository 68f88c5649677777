package dev.caisse.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumberTest {

    @Test
    void printsItselfMasked() {
        var number = CardNumber.read("4000 0027 6000 3184").orElseThrow();
        assertThat(number).hasToString("•••• 3184");
        assertThat(String.valueOf(java.util.Optional.of(number))).doesNotContain("400000276000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4242", "4242424242424241", "4242424242424242x", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "42424242424242424242"})
    void whatIsNoCardNumberIsNotRead(String text) {
        assertThat(CardNumber.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424242, VISA",
        "5555555555554444, MASTERCARD",
        "2223003122003222, MASTERCARD",
        "378282246310005, AMEX",
        "6011111111111117, DISCOVER",
        "3056930009020004, DINERS",
        "36227206271667, DINERS",
        "3566002020360505, JCB",
        "6205500000000000004, UNIONPAY",
        "9999999999999995, UNKNOWN"
    })
    void theFirstDigitsTellTheBrand(String digits, CardBrand brand) {
        assertThat(CardNumber.read(digits).orElseThrow().brand()).isEqualTo(brand);
    }

    @Test
    void securityCodesHaveThreeDigitsAndFourOnAmericanExpress() {
        assertThat(CardBrand.VISA.takesCodeOf(3)).isTrue();
        assertThat(CardBrand.VISA.takesCodeOf(4)).isFalse();
        assertThat(CardBrand.AMEX.takesCodeOf(4)).isTrue();
        assertThat(CardBrand.AMEX.takesCodeOf(2)).isFalse();
    }
}

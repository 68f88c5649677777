package dev.caisse.customers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneNumberTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            020 7183 8750     | GB | +442071838750
            +44 20 7183 8750  | US | +442071838750
            (650) 253-0000    | US | +16502530000
            ٠١٠٠١٢٣٤٥٦٧       | EG | +201001234567
            06 12 34 56 78    | FR | +33612345678
            +33 6 12 34 56 78 | '' | +33612345678
            06 12 34 56 78    | '' | -
            12345             | GB | -
            020 7183 8750 x12 | GB | -
            call me           | GB | -
            0800 FLOWERS      | US | -
            """)
    void aNumberIsReadAsItIsDialledInACountry(String typed, String country, String text) {
        assertThat(PhoneNumber.read(typed, country).map(PhoneNumber::text).orElse(null))
                .isEqualTo(text);
    }

    @Test
    void aNumberIsShownAsPeopleWriteItWhereTheyAre() {
        var london = PhoneNumber.read("+442071838750", "").orElseThrow();
        assertThat(london.from("GB")).isEqualTo("020 7183 8750");
        assertThat(london.from("FR")).isEqualTo("+44 20 7183 8750");
    }

    @Test
    void whatIsNoNumberByItsLengthAloneIsNotLookedAt() {
        assertThat(PhoneNumber.read("0".repeat(10_000), "GB")).isEmpty();
    }

    @Test
    void anExampleIsInTheFormOfItsCountry() {
        assertThat(PhoneNumber.example("GB")).hasValue("07400 123456");
        assertThat(PhoneNumber.example("")).isEmpty();
    }
}

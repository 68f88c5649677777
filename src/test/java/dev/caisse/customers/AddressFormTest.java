package dev.caisse.customers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.NpmPackages;
import dev.caisse.customers.AddressForm.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AddressFormTest {
    private static final Path FORMS = Path.of("src/main/resources/dev/caisse/customers/addresses.txt");
    private static final boolean WRITES = "write".equals(System.getProperty("caisse.golden"));

    /// `-Dcaisse.golden=write` writes them anew.
    @Test
    void theFormsAreWhatTheProgramMakesOfThePackages() throws Exception {
        NpmPackages.folder();
        var written = NpmPackages.node(AddressFormTest.class, "addresses.mjs");
        assertThat(written.exit()).as(written.text()).isZero();
        if (WRITES) {
            Files.writeString(FORMS, written.text() + "\n");
        }
        assertThat(Files.readString(FORMS).strip()).isEqualTo(written.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US | LINES CITY STATE POSTAL_CODE | LINES CITY STATE POSTAL_CODE | state      | zip
            GB | LINES CITY POSTAL_CODE       | LINES CITY POSTAL_CODE       | province   | postal
            DE | LINES POSTAL_CODE CITY       | LINES CITY POSTAL_CODE       | province   | postal
            JP | POSTAL_CODE STATE LINES      | LINES STATE POSTAL_CODE      | prefecture | postal
            CN | POSTAL_CODE STATE CITY LINES | LINES CITY STATE POSTAL_CODE | province   | postal
            HK | STATE CITY LINES             | LINES STATE                  | area       | postal
            AE | LINES STATE                  | LINES STATE                  | emirate    | postal
            IE | LINES CITY STATE POSTAL_CODE | LINES CITY                   | county     | eircode
            '' | LINES CITY STATE POSTAL_CODE | LINES CITY                   | province   | postal
            """)
    void anAddressIsWrittenAsItsCountryDoes(String country, String parts, String needed, String state, String code) {
        var form = AddressForm.of(country);
        assertThat(form.parts()).isEqualTo(read(parts));
        assertThat(form.needed()).containsExactlyInAnyOrderElementsOf(read(needed));
        assertThat(form.stateWord()).isEqualTo(state);
        assertThat(form.codeWord()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US | 94107      | true
            US | 94107-1234 | true
            US | 9410       | false
            US | SW1A 1AA   | false
            GB | SW1A 1AA   | true
            GB | sw1a1aa    | true
            GB | 94107      | false
            DE | 10115      | true
            CA | K1A 0B1    | true
            '' | anything   | true
            """)
    void aPostalCodeIsKnownByItsLook(String country, String code, boolean isOne) {
        assertThat(AddressForm.of(country).isCode(code)).isEqualTo(isOne);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            US | CA         | CA
            US | california | CA
            JP | Tokyo      | 東京都
            GB | Kent       | Kent
            US | Kent       |
            """)
    void aStateIsKnownByAnyOfItsNames(String country, String typed, String key) {
        assertThat(AddressForm.of(country).state(typed).orElse(null)).isEqualTo(key);
    }

    static String[] countries() {
        return Locale.getISOCountries();
    }

    @ParameterizedTest
    @MethodSource("countries")
    void everyCountryAsksForNoMoreThanItHas(String country) {
        var form = AddressForm.of(country);
        assertThat(form.parts()).contains(Part.LINES).containsAll(form.needed()).doesNotHaveDuplicates();
        assertThat(form.states().isEmpty() || form.has(Part.STATE)).isTrue();
        form.example().ifPresent(example -> assertThat(form.isCode(example)).isTrue());
    }

    private static java.util.List<Part> read(String parts) {
        return Arrays.stream(parts.split(" ")).map(Part::valueOf).collect(Collectors.toList());
    }
}

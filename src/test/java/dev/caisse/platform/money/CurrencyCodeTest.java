package dev.caisse.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrencyCodeTest {

    @ParameterizedTest
    @CsvSource({
        "GBP, 2", "EUR, 2", "USD, 2", "CNY, 2", "HKD, 2", "BRL, 2", "MXN, 2", "JPY, 0", "KRW, 0", "UGX, 0", "RWF, 0",
        "XAF, 0", "XOF, 0", "XPF, 0", "VND, 0", "CLP, 0", "ISK, 0", "BHD, 3", "KWD, 3", "JOD, 3", "OMR, 3", "TND, 3"
    })
    void decimalsAreThoseOfIso4217(String code, int decimals) {
        assertThat(CurrencyCode.of(code).decimals()).isEqualTo(decimals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GBP", "gbp", "gBp"})
    void isReadInAnyCaseAndWrittenInUpperCase(String text) {
        assertThat(CurrencyCode.read(text)).hasValue(CurrencyCode.of("GBP"));
    }

    @Test
    void theMachinesLanguageChangesNothing() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(CurrencyCode.read("inr")).hasValue(CurrencyCode.of("INR"));
            assertThat(CurrencyCode.read("idr")).hasValue(CurrencyCode.of("IDR"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XXX",
                "XTS",
                "XAU",
                "XAG",
                "XDR",
                "DEM",
                "FRF",
                "ITL",
                "HRK",
                "ZZZ",
                "",
                "G",
                "GB",
                "GBPP",
                "£",
                "\u0131nr",
                "\u00dfp",
                "GB\u017f",
                " GBP",
                "826",
                "G\0P"
            })
    void whatNobodyPaysInIsNone(String text) {
        assertThat(CurrencyCode.read(text)).isEmpty();
        assertThatThrownBy(() -> CurrencyCode.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

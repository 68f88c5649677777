package dev.caisse.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.TestCard.Challenge;
import dev.caisse.connectors.TestCard.Funding;
import dev.caisse.connectors.TestCard.Outcome;
import dev.caisse.vault.CardBrand;
import dev.caisse.vault.CardNumber;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCardsTest {

    @Test
    void everyNumberIsThereOnceWithBrandAndCountry() {
        assertThat(TestCards.all()).hasSize(58);
        assertThat(TestCards.all()).extracting(TestCard::number).doesNotHaveDuplicates();
        assertThat(TestCards.all()).allSatisfy(card -> {
            assertThat(CardNumber.read(card.number().inClear())).contains(card.number());
            assertThat(card.brand()).isNotEqualTo(CardBrand.UNKNOWN);
            assertThat(Locale.getISOCountries()).contains(card.country());
            assertThat(TestCards.byNumber(card.number())).contains(card);
        });
    }

    @Test
    void everyAliasNamesOneCardAndHasItsTwin() {
        assertThat(TestCards.all()).flatExtracting(TestCard::aliases).doesNotHaveDuplicates();
        assertThat(TestCards.all())
                .allSatisfy(card -> card.aliases().forEach(alias -> {
                    assertThat(TestCards.byAlias(alias)).contains(card);
                    assertThat(TestCards.byAlias(alias.replace("pm_card_", "tok_")))
                            .contains(card);
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_visa, 4242424242424242",
        "tok_visa, 4242424242424242",
        "pm_card_visa_debit, 4000056655665556",
        "pm_card_diners, 3056930009020004",
        "pm_card_unionpay, 6200000000000005",
        "pm_card_fr, 4000002500000003",
        "pm_card_chargeDeclined, 4000000000000002",
        "pm_card_visa_chargeDeclinedLostCard, 4000000000009987",
        "pm_card_visa_chargeDeclinedStolenCard, 4000000000009979",
        "pm_card_radarBlock, 4100000000000019",
        "pm_card_avsLine1Fail, 4000000000000028",
        "pm_card_avsUnchecked, 4000000000000044",
        "pm_card_authenticationRequired, 4000002760003184",
        "pm_card_threeDSecure2Required, 4000000000003220",
        "pm_card_createDisputeInquiry, 4000000000001976",
        "pm_card_refundFail, 4000000000005126",
        "tok_bypassPending, 4000000000000077"
    })
    void anAliasNamesItsNumber(String alias, String number) {
        assertThat(TestCards.byAlias(alias).orElseThrow().number().inClear()).isEqualTo(number);
    }

    @Test
    void whatIsNotInTheTableIsNotFound() {
        assertThat(TestCards.byNumber(CardNumber.read("4929000000006").orElseThrow()))
                .isEmpty();
        assertThat(TestCards.byAlias("pm_card_VISA")).isEmpty();
        assertThat(TestCards.byAlias("")).isEmpty();
    }

    @Test
    void outcomesAreAsPrinted() {
        assertThat(outcome("pm_card_visa_chargeDeclinedInsufficientFunds"))
                .isEqualTo(new Outcome.Declines(DeclineCode.INSUFFICIENT_FUNDS));
        assertThat(outcome("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"))
                .isEqualTo(new Outcome.Authenticates(
                        Challenge.REQUIRED, new Outcome.Declines(DeclineCode.INSUFFICIENT_FUNDS)));
        assertThat(TestCards.byAlias("pm_card_mastercard_prepaid").orElseThrow().funding())
                .isEqualTo(Funding.PREPAID);
    }

    @Test
    void aTestCardPrintsNoNumber() {
        assertThat(TestCards.byAlias("pm_card_visa").orElseThrow().toString()).doesNotContain("424242424242");
    }

    private static Outcome outcome(String alias) {
        return TestCards.byAlias(alias).orElseThrow().outcome();
    }
}

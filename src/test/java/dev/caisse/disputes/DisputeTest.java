package dev.caisse.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.DisputeNews.Reason;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The dispute's machine: what the bank may say next, and what the merchant's answer leads to.
class DisputeTest {

    /// One row for each thing that can come: where each state leads, in the order of the states; `!` where it
    /// contradicts what was said before, and changes nothing.
    private static final String MACHINE = """
            comes                   | warning_needs_response | warning_under_review | warning_closed | needs_response | under_review | won | lost
            warning_needs_response  | warning_needs_response | !                    | !              | !              | !            | !   | !
            warning_under_review    | warning_under_review   | warning_under_review | !              | !              | !            | !   | !
            warning_closed          | warning_closed         | warning_closed       | warning_closed | !              | !            | !   | !
            needs_response          | needs_response         | needs_response       | !              | needs_response | !            | !   | !
            under_review            | under_review           | under_review         | !              | under_review   | under_review | !   | !
            won                     | won                    | won                  | !              | won            | won          | won | !
            lost                    | lost                   | lost                 | !              | lost           | lost         | !   | lost
            evidence handed in      | warning_under_review   | warning_under_review | warning_closed | under_review   | under_review | won | lost
            conceded                | warning_closed         | warning_closed       | warning_closed | lost           | lost         | won | lost
            """;

    private static final List<String> STATES =
            Arrays.stream(Standing.values()).map(Standing::word).toList();

    @TestFactory
    Stream<DynamicTest> everythingThatComesLeadsWhereTheTableSays() {
        var rows = MACHINE.lines().map(line -> line.strip().split(" *\\| *")).toList();
        assertThat(rows.getFirst())
                .containsExactly(
                        Stream.concat(Stream.of("comes"), STATES.stream()).toArray(String[]::new));
        return rows.stream()
                .skip(1)
                .flatMap(row -> STATES.stream()
                        .map(from -> DynamicTest.dynamicTest(
                                from + ", " + row[0], () -> leads(from, row[0], row[STATES.indexOf(from) + 1]))));
    }

    private static void leads(String from, String comes, String to) {
        var dispute = in(from);
        switch (comes) {
            case "evidence handed in" ->
                assertThat(dispute.contested(1).state().status()).isEqualTo(to);
            case "conceded" -> assertThat(dispute.conceded().state().status()).isEqualTo(to);
            default -> {
                var news = news(comes, 2);
                assertThat(dispute.contradicts(news)).isEqualTo(to.equals("!"));
                assertThat(dispute.told(news).state().status()).isEqualTo(to.equals("!") ? from : to);
                assertThat(dispute.told(news).version()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatWasHeardBeforeAndWhatIsOlderIsNoNews() {
        var dispute = in("under_review");
        assertThat(dispute.isNews(news("needs_response", 0))).isFalse();
        assertThat(dispute.isNews(news("under_review", 1))).isFalse();
        assertThat(dispute.contradicts(news("needs_response", 1))).isFalse();
        assertThat(dispute.isNews(news("won", 2))).isTrue();
    }

    @Test
    void aDisputeIsOpenedAsItBeganHoweverFarItHasComeSince() {
        assertThat(opened("lost").state().status()).isEqualTo("needs_response");
        assertThat(opened("warning_closed").state().status()).isEqualTo("warning_needs_response");
        assertThat(opened("won").told(news("won", 1)).state().status()).isEqualTo("won");
    }

    @Test
    void theBankHasTheMoneyFromTheDisputeOnUntilItIsWon() {
        assertThat(STATES.stream().filter(state -> in(state).state().isWithheld()))
                .containsExactly("needs_response", "under_review", "lost");
    }

    @Test
    void evidenceAfterItsTimeIsLate() {
        assertThat(in("needs_response").contested(1_000).isLate()).isFalse();
        assertThat(in("needs_response").contested(1_001).isLate()).isTrue();
        assertThat(in("needs_response").contested(1).submissions()).isEqualTo(1);
    }

    private static Dispute in(String state) {
        return opened(state).told(news(state, 1));
    }

    private static Dispute opened(String state) {
        return Dispute.opened(1, 2, 3, "sandbox", news(state, 1));
    }

    private static DisputeNews news(String state, int version) {
        return new DisputeNews(
                "d",
                "r",
                Money.of(100, CurrencyCode.of("EUR")),
                Reason.FRAUDULENT,
                Standing.valueOf(state.toUpperCase(Locale.ROOT)),
                1_000,
                version);
    }
}

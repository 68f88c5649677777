package dev.caisse.refunds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.refunds.Refund.FailureReason;
import dev.caisse.refunds.Refund.State;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The machine of a refund: the rows lead where they say and reserve what they say, and every other pair of state and
/// event is refused.
class RefundTest {
    private static final String MACHINE = """
            from       event      to         reserved  gone
            pending    succeed    succeeded  0         700
            pending    fail       failed     0         0
            pending    cancel     canceled   0         0
            succeeded  fail       failed     0         0
            """;

    private static final Map<String, State> STATES = Stream.of(
                    new State.Pending(),
                    new State.Succeeded(),
                    new State.Failed(FailureReason.UNKNOWN),
                    new State.Canceled())
            .collect(Collectors.toMap(State::status, state -> state));

    private static final Map<String, UnaryOperator<Refund>> EVENTS = Map.of(
            "succeed", Refund::succeed,
            "fail", refund -> refund.fail(FailureReason.UNKNOWN),
            "cancel", Refund::cancel);

    @TestFactory
    Stream<DynamicTest> everyPairOfStateAndEventLeadsWhereTheTableSaysOrIsRefused() {
        var rows =
                MACHINE.lines().skip(1).map(row -> List.of(row.split("\\s+"))).toList();
        return STATES.keySet().stream()
                .flatMap(from -> EVENTS.keySet().stream()
                        .map(event -> DynamicTest.dynamicTest(
                                from + ", " + event,
                                () -> rows.stream()
                                        .filter(row -> row.get(0).equals(from)
                                                && row.get(1).equals(event))
                                        .findFirst()
                                        .ifPresentOrElse(
                                                row -> leads(from, event, row), () -> isRefused(from, event)))));
    }

    @Test
    void whyABankSaysNoIsToldInTheWordsOfRefunds() {
        assertThat(Arrays.stream(DeclineCode.values()).map(FailureReason::of).distinct())
                .containsExactlyInAnyOrder(FailureReason.values());
        assertThat(FailureReason.of(DeclineCode.STOLEN_CARD)).isEqualTo(FailureReason.LOST_OR_STOLEN_CARD);
        assertThat(FailureReason.of(DeclineCode.EXPIRED_CARD)).isEqualTo(FailureReason.EXPIRED_OR_CANCELED_CARD);
    }

    private static void leads(String from, String event, List<String> row) {
        var after = EVENTS.get(event).apply(refund(from));
        assertThat(after.state().status()).isEqualTo(row.get(2));
        assertThat(after.reserved()).isEqualTo(Long.parseLong(row.get(3)));
        assertThat(after.gone()).isEqualTo(Long.parseLong(row.get(4)));
    }

    private static void isRefused(String from, String event) {
        assertThatThrownBy(() -> EVENTS.get(event).apply(refund(from)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("its status is " + from);
    }

    private static Refund refund(String status) {
        return new Refund(
                1,
                2,
                3,
                Money.of(700, CurrencyCode.of("GBP")),
                Optional.empty(),
                Optional.empty(),
                Metadata.EMPTY,
                STATES.get(status),
                Optional.empty());
    }
}

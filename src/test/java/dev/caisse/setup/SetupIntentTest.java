package dev.caisse.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.api.Secret;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.methods.Usage;
import dev.caisse.payments.NextAction;
import dev.caisse.payments.PaymentError;
import dev.caisse.setup.SetupIntent.Details;
import dev.caisse.setup.SetupIntent.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The payment intent's machine without money: each event leads from some states to one, and is refused in the others.
class SetupIntentTest {
    private static final List<String> STATES = List.of(
            "requires_payment_method",
            "requires_confirmation",
            "processing",
            "requires_action",
            "succeeded",
            "canceled");

    /// One row an event: where each state leads, in the order of the states; a dash where it is refused.
    private static final String MACHINE = """
            event           requires_payment_method  requires_confirmation    processing               requires_action          succeeded  canceled
            method set      requires_confirmation    requires_confirmation    -                        -                        -          -
            method cleared  requires_payment_method  requires_payment_method  -                        -                        -          -
            updated         requires_payment_method  requires_confirmation    -                        -                        -          -
            confirm         processing               processing               -                        -                        -          -
            turned away     requires_payment_method  requires_payment_method  -                        -                        -          -
            authenticated   -                        -                        processing               -                        -          -
            approved        -                        -                        succeeded                -                        -          -
            declined        -                        -                        requires_payment_method  requires_payment_method  -          -
            action required -                        -                        requires_action          -                        -          -
            resume          -                        -                        -                        processing               -          -
            cancel          canceled                 canceled                 -                        canceled                 -          -
            expire          canceled                 canceled                 canceled                 canceled                 -          -
            """;

    private static final PaymentError ERROR =
            new PaymentError(DeclineCode.INSUFFICIENT_FUNDS, "no", Optional.of(7L), Optional.empty());
    private static final NextAction ACTION = NextAction.challenge("https://bank.example", "https://shop.example", 1);
    private static final Details DETAILS = new Details(
            Usage.OFF_SESSION,
            Optional.empty(),
            Optional.empty(),
            Metadata.EMPTY,
            Optional.empty(),
            Preference.AUTO,
            Optional.empty(),
            Optional.empty(),
            new Secret("seti_1_secret_x"));

    private static final Map<String, State> BY_NAME = Stream.of(
                    new State.RequiresPaymentMethod(Optional.empty()),
                    new State.RequiresConfirmation(7),
                    new State.Processing(7),
                    new State.RequiresAction(7, ACTION),
                    new State.Succeeded(7),
                    new State.Canceled(Optional.empty(), 1))
            .collect(Collectors.toMap(State::status, Function.identity()));

    @TestFactory
    Stream<DynamicTest> everyEventLeadsWhereTheTableSaysAndIsRefusedElsewhere() {
        return MACHINE.lines().skip(1).flatMap(line -> {
            var columns = line.strip().split(" {2,}|(?<=required) (?=-)");
            assertThat(columns).hasSize(7);
            return STATES.stream()
                    .map(from -> DynamicTest.dynamicTest(
                            from + ", " + columns[0],
                            () -> leads(from, columns[0], columns[STATES.indexOf(from) + 1])));
        });
    }

    private static void leads(String from, String event, String to) {
        if (!to.equals("-")) {
            assertThat(after(from, event).state().status()).isEqualTo(to);
            return;
        }
        assertThatThrownBy(() -> after(from, event)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("setup_intent_unexpected_state");
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.getMessage()).contains("status is " + from);
        });
    }

    @Test
    void aDeclineLeavesItsReasonAndNoMethod() {
        var declined = after("processing", "declined");
        assertThat(declined.lastError()).hasValue(ERROR);
        assertThat(declined.method()).isEmpty();
    }

    @Test
    void theAttemptThatWasMadeLastIsRemembered() {
        assertThat(after("requires_confirmation", "confirm").latestAttempt()).hasValue(11L);
        assertThat(after("processing", "authenticated").latestAttempt()).hasValue(12L);
    }

    private static SetupIntent after(String from, String event) {
        var intent = new SetupIntent(1, BY_NAME.get(from), Optional.empty(), DETAILS);
        return switch (event) {
            case "method set" -> intent.withMethod(9);
            case "method cleared" -> intent.withoutMethod();
            case "updated" -> intent.with(DETAILS);
            case "confirm" -> intent.confirm(9, 11);
            case "turned away" -> intent.turnedAway(ERROR);
            case "authenticated" -> intent.authenticated(12);
            case "approved" -> intent.approved();
            case "declined" -> intent.declined(ERROR);
            case "action required" -> intent.actionRequired(ACTION);
            case "resume" -> intent.resume();
            case "cancel" -> intent.cancel(Optional.of("abandoned"), 5);
            case "expire" -> intent.expire(5);
            default -> throw new IllegalArgumentException(event);
        };
    }
}

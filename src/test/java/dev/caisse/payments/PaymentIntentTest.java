package dev.caisse.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.api.Secret;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The machine, as its specification has it: the rows lead where they say, and every other pair of state and event is
/// refused.
class PaymentIntentTest {
    private static final String MACHINE = """
            from                     event                        to
            requires_payment_method  method set                   requires_confirmation
            requires_confirmation    method cleared               requires_payment_method
            requires_confirmation    confirm                      processing
            requires_payment_method  confirm with a method        processing
            requires_confirmation    confirm with a method        processing
            requires_payment_method  turned away                  requires_payment_method
            requires_confirmation    turned away                  requires_payment_method
            processing               approved                     succeeded
            processing               approved, manual capture     requires_capture
            processing               action required              requires_action
            processing               declined                     requires_payment_method
            processing               pending or unknown           processing
            requires_action          resume                       processing
            requires_action          abandoned                    requires_payment_method
            requires_capture         captured                     succeeded
            requires_capture         captured in part             succeeded
            requires_capture         capture declined             requires_capture
            requires_capture         released                     canceled
            requires_action          released                     canceled
            requires_payment_method  cancel                       canceled
            requires_confirmation    cancel                       canceled
            """;

    private static final Money TEN = Money.of(1000, CurrencyCode.of("GBP"));
    private static final PaymentError ERROR =
            new PaymentError(DeclineCode.INSUFFICIENT_FUNDS, "no", Optional.of(7L), Optional.of(8L));

    private static final NextAction ACTION = NextAction.challenge("https://bank.example", "https://shop.example", 1);
    private static final Map<String, State> STATES = states(
            new State.RequiresPaymentMethod(Optional.empty()),
            new State.RequiresConfirmation(7),
            new State.Processing(7),
            new State.RequiresAction(7, ACTION),
            new State.RequiresCapture(7, TEN, 1, Optional.empty()),
            new State.Succeeded(7, TEN),
            new State.Canceled(Optional.empty(), 1));

    /// One row of the table.
    private record Step(String from, String event, String to) {
        static Step read(String line) {
            var columns = line.strip().split(" {2,}");
            return new Step(columns[0], columns[1], columns[2]);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRowLeadsWhereItSays() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(
                        "%s, %s: %s".formatted(row.from(), row.event(), row.to()),
                        () -> assertThat(after(row.from(), row.event()).state().status())
                                .isEqualTo(row.to())));
    }

    @TestFactory
    Stream<DynamicTest> everythingElseIsRefused_NamingTheState() {
        return others().stream()
                .map(row -> DynamicTest.dynamicTest(
                        "%s, %s: refused".formatted(row.from(), row.event()), () -> assertRefused(row)));
    }

    @Test
    void theTableIsWhole() {
        assertThat(rows()).hasSize(21);
        assertThat(others()).hasSize(7 * 17 - 21);
        assertThat(rows()).extracting(Step::from).doesNotContain("succeeded", "canceled");
    }

    @Test
    void aDeclineLeavesItsReasonAndAnApprovalItsAmount() {
        assertThat(after("processing", "declined").lastError()).hasValue(ERROR);
        assertThat(after("requires_capture", "capture declined").lastError()).hasValue(ERROR);
        assertThat(after("processing", "approved").amountReceived()).isEqualTo(1000);
        assertThat(after("processing", "approved, manual capture").amountReceived())
                .isZero();
        assertThat(after("processing", "approved, manual capture").amountCapturable())
                .isEqualTo(1000);
        assertThat(after("requires_capture", "captured in part").amountReceived())
                .isEqualTo(400);
        assertThat(after("requires_capture", "captured in part").amountCapturable())
                .isZero();
    }

    @Test
    void aMethodStaysUntilThePaymentIsOver() {
        assertThat(after("requires_payment_method", "method set").method()).hasValue(9L);
        assertThat(after("requires_confirmation", "confirm").method()).hasValue(7L);
        assertThat(after("requires_confirmation", "confirm with a method").method())
                .hasValue(9L);
        assertThat(after("processing", "approved").method()).hasValue(7L);
        assertThat(after("processing", "declined").method()).isEmpty();
        assertThat(after("requires_confirmation", "method cleared").method()).isEmpty();
        assertThat(after("requires_payment_method", "cancel").method()).isEmpty();
    }

    @Test
    void noMoreIsCapturedThanIsHeld() {
        var tooMuch = Money.of(1001, TEN.currency());
        assertThatThrownBy(() -> in("requires_capture").captured(tooMuch))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("amount_too_large"));
    }

    private static PaymentIntent after(String from, String event) {
        var intent = in(from);
        return switch (event) {
            case "method set" -> intent.withMethod(9);
            case "method cleared" -> intent.withoutMethod();
            case "confirm" -> intent.confirm();
            case "confirm with a method" -> intent.confirm(9);
            case "turned away" -> intent.turnedAway(ERROR);
            case "approved" -> intent.approved(1);
            case "approved, manual capture" -> in(from, Capture.MANUAL).approved(1);
            case "action required" -> intent.actionRequired(ACTION);
            case "declined" -> intent.declined(ERROR);
            case "pending or unknown" -> intent.stillProcessing();
            case "resume" -> intent.resume();
            case "abandoned" -> intent.abandoned(ERROR);
            case "captured" -> intent.captured(TEN);
            case "captured in part" -> intent.captured(Money.of(400, TEN.currency()));
            case "capture declined" -> intent.captureDeclined(ERROR);
            case "released" -> intent.released(Optional.of("abandoned"), 5);
            case "cancel" -> intent.cancel(Optional.of("duplicate"), 5);
            default -> throw new IllegalArgumentException(event);
        };
    }

    private static void assertRefused(Step row) {
        assertThatThrownBy(() -> after(row.from(), row.event())).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("payment_intent_unexpected_state");
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.getMessage()).contains("status is " + row.from());
        });
    }

    private static List<Step> rows() {
        return MACHINE.lines().skip(1).map(Step::read).toList();
    }

    /// Every state with every event that has no row.
    private static List<Step> others() {
        var allowed = rows().stream().map(row -> row.from() + row.event()).toList();
        var events = rows().stream().map(Step::event).distinct().toList();
        var others = new ArrayList<Step>();
        for (var from : STATES.keySet()) {
            for (var event : events) {
                if (!allowed.contains(from + event)) {
                    others.add(new Step(from, event, ""));
                }
            }
        }
        return others;
    }

    private static PaymentIntent in(String state) {
        return in(state, Capture.AUTOMATIC);
    }

    private static PaymentIntent in(String state, Capture capture) {
        var nothing = Optional.<String>empty();
        var details = new Details(
                nothing,
                Metadata.EMPTY,
                nothing,
                nothing,
                nothing,
                nothing,
                Preference.AUTO,
                Optional.empty(),
                Optional.empty(),
                new Secret("pi_1_secret_x"),
                Particulars.NONE);
        return new PaymentIntent(1, TEN, capture, STATES.get(state), Optional.empty(), details);
    }

    private static Map<String, State> states(State... states) {
        var byName = new LinkedHashMap<String, State>();
        for (var state : states) {
            byName.put(state.status(), state);
        }
        return byName;
    }
}

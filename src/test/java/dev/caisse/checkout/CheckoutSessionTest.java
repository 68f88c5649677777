package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.api.Metadata;
import dev.caisse.api.Secret;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSession.Terms;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.customers.BillingDetails;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A session's life as a table: what each state makes of each event, and what readers see at which time.
class CheckoutSessionTest {
    private static final long EXPIRES_MS = 1000;

    private static final String LIFE = """
            state      event                       becomes
            open       pressed                     busy
            open       pressed when time is over   ! EXPIRED
            open       pressed a tenth time        busy
            open       pressed an eleventh time    ! TOO_MANY_DECLINES
            open       paid                        paid
            open       held for a capture          complete
            open       declined                    open
            open       expired                     expired
            busy       pressed                     ! UNDER_WAY
            busy       pressed when time is over   ! UNDER_WAY
            busy       pressed a tenth time        ! UNDER_WAY
            busy       pressed an eleventh time    ! UNDER_WAY
            busy       paid                        paid
            busy       held for a capture          complete
            busy       declined                    open
            busy       expired                     expired
            complete   pressed                     ! COMPLETE
            complete   pressed when time is over   ! COMPLETE
            complete   pressed a tenth time        ! COMPLETE
            complete   pressed an eleventh time    ! COMPLETE
            complete   paid                        !
            complete   held for a capture          !
            complete   declined                    !
            complete   expired                     !
            expired    pressed                     ! EXPIRED
            expired    pressed when time is over   ! EXPIRED
            expired    pressed a tenth time        ! EXPIRED
            expired    pressed an eleventh time    ! EXPIRED
            expired    paid                        !
            expired    held for a capture          !
            expired    declined                    !
            expired    expired                     !
            """;

    private static final String READERS = """
            state      at     status     payment_status
            open       999    open       unpaid
            open       1000   expired    unpaid
            open       1001   expired    unpaid
            busy       1000   open       unpaid
            busy       9999   open       unpaid
            complete   9999   complete   unpaid
            paid       9999   complete   paid
            expired    1      expired    unpaid
            """;

    @TestFactory
    Stream<DynamicTest> everyEventInEveryStateLeadsWhereItSays() {
        return rows(LIFE).map(row -> DynamicTest.dynamicTest(String.join(", ", row), () -> assertStep(row)));
    }

    @TestFactory
    Stream<DynamicTest> readersSeeWhatIsTrueAtTheTime() {
        return rows(READERS)
                .map(row -> DynamicTest.dynamicTest(String.join(", ", row), () -> {
                    var session = in(row[0], 0);
                    assertThat(session.stateAt(Long.parseLong(row[1])).status()).isEqualTo(row[2]);
                    assertThat(session.paymentStatus()).isEqualTo(row[3]);
                }));
    }

    @Test
    void aDeclineIsCountedAndAnswersOneOfTen() {
        assertThat(in("busy", 3).declined().declines()).isEqualTo(4);
        assertThat(in("busy", 3).complete(true).declines()).isEqualTo(3);
    }

    @Test
    void whoPressedIsRemembered() {
        var payer = new BillingDetails(BillingDetails.EMPTY.address(), "jenny@example.com", "Jenny", null);
        assertThat(in("open", 0).begin(0, payer).customer()).hasValue(payer);
    }

    @Test
    void whatCostsNothingIsNeverBusyAndNeedsNoPayment() {
        var free = session(new State.Open(false), 0, 0);
        assertThat(free.begin(0, BillingDetails.EMPTY).state()).isEqualTo(new State.Open(false));
        assertThat(free.paymentStatus()).isEqualTo("no_payment_required");
        assertThat(free.complete(false).paymentStatus()).isEqualTo("no_payment_required");
    }

    private static void assertStep(String... row) {
        if (!row[2].startsWith("!")) {
            assertThat(name(after(row[0], row[1]).state())).isEqualTo(row[2]);
            return;
        }
        var why = row[2].substring(1).strip();
        assertThatThrownBy(() -> after(row[0], row[1])).satisfies(refused -> {
            if (why.isEmpty()) {
                assertThat(refused).isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(((NotPayable) refused).why()).isEqualTo(NotPayable.Why.valueOf(why));
            }
        });
    }

    private static CheckoutSession after(String state, String event) {
        return switch (event) {
            case "pressed" -> in(state, 0).begin(EXPIRES_MS - 1, BillingDetails.EMPTY);
            case "pressed when time is over" -> in(state, 0).begin(EXPIRES_MS, BillingDetails.EMPTY);
            case "pressed a tenth time" -> in(state, 9).begin(0, BillingDetails.EMPTY);
            case "pressed an eleventh time" -> in(state, 10).begin(0, BillingDetails.EMPTY);
            case "paid" -> in(state, 0).complete(true);
            case "held for a capture" -> in(state, 0).complete(false);
            case "declined" -> in(state, 0).declined();
            case "expired" -> in(state, 0).expire();
            default -> throw new IllegalArgumentException(event);
        };
    }

    private static CheckoutSession in(String state, int declines) {
        return session(
                switch (state) {
                    case "open" -> new State.Open(false);
                    case "busy" -> new State.Open(true);
                    case "complete" -> new State.Complete(false);
                    case "paid" -> new State.Complete(true);
                    case "expired" -> new State.Expired();
                    default -> throw new IllegalArgumentException(state);
                },
                declines,
                500);
    }

    private static String name(State state) {
        return switch (state) {
            case State.Open open -> open.isBusy() ? "busy" : "open";
            case State.Complete complete -> complete.isPaid() ? "paid" : "complete";
            case State.Expired _ -> "expired";
        };
    }

    private static CheckoutSession session(State state, int declines, long amount) {
        var total = Money.of(amount, CurrencyCode.of("GBP"));
        var nothing = Optional.<String>empty();
        var terms = new Terms(
                Optional.of("shop.example"),
                nothing,
                nothing,
                nothing,
                Metadata.EMPTY,
                Optional.empty(),
                false,
                nothing,
                nothing,
                BillingDetails.EMPTY,
                Optional.empty(),
                Capture.AUTOMATIC,
                new CheckoutSession.Buyer(Optional.empty(), Optional.empty()),
                Asks.NONE,
                CheckoutSession.Origin.NONE);
        var payment =
                amount == 0 ? Optional.<Payment>empty() : Optional.of(new Payment(2, new Secret("pi_2_secret_x")));
        return new CheckoutSession(
                1,
                state,
                total,
                total,
                EXPIRES_MS,
                payment,
                Optional.empty(),
                declines,
                Optional.empty(),
                Optional.empty(),
                terms,
                Extras.NONE,
                Collected.NOTHING);
    }

    private static Stream<String[]> rows(String table) {
        return table.lines().skip(1).map(line -> line.strip().split(" {2,}"));
    }
}

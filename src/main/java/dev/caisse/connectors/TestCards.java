package dev.caisse.connectors;

import static dev.caisse.connectors.DeclineCode.CARD_VELOCITY_EXCEEDED;
import static dev.caisse.connectors.DeclineCode.EXPIRED_CARD;
import static dev.caisse.connectors.DeclineCode.GENERIC_DECLINE;
import static dev.caisse.connectors.DeclineCode.INCORRECT_CVC;
import static dev.caisse.connectors.DeclineCode.INSUFFICIENT_FUNDS;
import static dev.caisse.connectors.DeclineCode.LOST_CARD;
import static dev.caisse.connectors.DeclineCode.PROCESSING_ERROR;
import static dev.caisse.connectors.DeclineCode.STOLEN_CARD;
import static dev.caisse.connectors.TestCard.Challenge.ALWAYS;
import static dev.caisse.connectors.TestCard.Challenge.LOOKUP_FAILS;
import static dev.caisse.connectors.TestCard.Challenge.ON_SESSION_ONLY;
import static dev.caisse.connectors.TestCard.Challenge.REQUIRED;
import static dev.caisse.connectors.TestCard.Challenge.SUPPORTED_ONLY;
import static dev.caisse.connectors.TestCard.Challenge.UNLESS_SET_UP;
import static dev.caisse.connectors.TestCard.Challenge.WITHOUT_A_CHALLENGE;
import static dev.caisse.connectors.TestCard.Dispute.FRAUDULENT;
import static dev.caisse.connectors.TestCard.Dispute.INQUIRY;
import static dev.caisse.connectors.TestCard.Dispute.PRODUCT_NOT_RECEIVED;
import static dev.caisse.connectors.TestCard.Funding.CREDIT;
import static dev.caisse.connectors.TestCard.Funding.DEBIT;
import static dev.caisse.connectors.TestCard.Funding.PREPAID;
import static dev.caisse.connectors.TestCard.Judgement.FAIL;
import static dev.caisse.connectors.TestCard.Judgement.PASS;
import static dev.caisse.connectors.TestCard.Judgement.UNAVAILABLE;
import static dev.caisse.connectors.TestCard.OddRefund.PENDING_THEN_SUCCEEDED;
import static dev.caisse.connectors.TestCard.OddRefund.SUCCEEDED_THEN_FAILED;

import dev.caisse.connectors.TestCard.Challenge;
import dev.caisse.connectors.TestCard.Funding;
import dev.caisse.connectors.TestCard.Judgement;
import dev.caisse.connectors.TestCard.Outcome;
import dev.caisse.vault.CardNumber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every card number of test mode, for the API and the page alike. A name `pm_card_x` has a twin `tok_x`. (Numbers and
/// names: Stripe's testing page; 4111… : WooshPay's.) 4242424242424241 is not here: it fails the Luhn check, so
/// [CardNumber#read] refuses it, and its `incorrect_number` is the reader's to say.
public final class TestCards {
    private static final Outcome APPROVES = new Outcome.Approves();

    private static final List<TestCard> ALL = List.of(
            card("4242424242424242", CREDIT, "US", APPROVES, "visa", "us"),
            card("4111111111111111", CREDIT, "US", APPROVES),
            card("4000056655665556", DEBIT, "US", APPROVES, "visa_debit"),
            card("5555555555554444", CREDIT, "US", APPROVES, "mastercard"),
            card("2223003122003222", CREDIT, "US", APPROVES),
            card("5200828282828210", DEBIT, "US", APPROVES, "mastercard_debit"),
            card("5105105105105100", PREPAID, "US", APPROVES, "mastercard_prepaid"),
            card("378282246310005", CREDIT, "US", APPROVES, "amex"),
            card("6011111111111117", CREDIT, "US", APPROVES, "discover"),
            card("3056930009020004", CREDIT, "US", APPROVES, "diners"),
            card("36227206271667", CREDIT, "US", APPROVES),
            card("3566002020360505", CREDIT, "JP", APPROVES, "jcb"),
            card("6200000000000005", CREDIT, "CN", APPROVES, "unionpay"),
            card("6205500000000000004", CREDIT, "CN", APPROVES),
            card("4000000760000002", CREDIT, "BR", APPROVES, "br"),
            card("4000001240000000", CREDIT, "CA", APPROVES, "ca"),
            card("4000004840008001", CREDIT, "MX", APPROVES, "mx"),
            card("4000008260000000", CREDIT, "GB", APPROVES, "gb"),
            card("4000002760000016", CREDIT, "DE", APPROVES, "de"),
            card("4000002500000003", CREDIT, "FR", APPROVES, "fr"),
            card("4000003720000005", CREDIT, "IE", APPROVES, "ie"),
            card("4000003440000004", CREDIT, "HK", APPROVES, "hk"),
            card("4000003560000008", CREDIT, "IN", APPROVES, "in"),
            card("4000003920000003", CREDIT, "JP", APPROVES, "jp"),
            card("4000007020000003", CREDIT, "SG", APPROVES, "sg"),
            card("4000001560000002", CREDIT, "CN", APPROVES, "cn"),
            card("4000000360000006", CREDIT, "AU", APPROVES, "au"),
            declining("4000000000000002", GENERIC_DECLINE, "visa_chargeDeclined", "chargeDeclined"),
            declining(
                    "4000000000009995",
                    INSUFFICIENT_FUNDS,
                    "visa_chargeDeclinedInsufficientFunds",
                    "chargeDeclinedInsufficientFunds"),
            declining("4000000000009987", LOST_CARD, "visa_chargeDeclinedLostCard"),
            declining("4000000000009979", STOLEN_CARD, "visa_chargeDeclinedStolenCard"),
            declining("4000000000000069", EXPIRED_CARD, "chargeDeclinedExpiredCard"),
            declining("4000000000000127", INCORRECT_CVC, "chargeDeclinedIncorrectCvc"),
            declining("4000000000000119", PROCESSING_ERROR, "chargeDeclinedProcessingError"),
            declining("4000000000006975", CARD_VELOCITY_EXCEEDED, "visa_chargeDeclinedVelocityLimitExceeded"),
            card("4000000000000341", CREDIT, "US", new Outcome.AttachesOnly(), "chargeCustomerFail"),
            card("4100000000000019", CREDIT, "US", new Outcome.Blocked(), "radarBlock"),
            judging("4000000000000101", FAIL, PASS, PASS, "cvcCheckFail"),
            judging("4000000000000036", PASS, PASS, FAIL, "avsZipFail"),
            judging("4000000000000028", PASS, FAIL, PASS, "avsLine1Fail"),
            judging("4000000000000010", PASS, FAIL, FAIL, "avsFail"),
            judging("4000000000000044", PASS, UNAVAILABLE, UNAVAILABLE, "avsUnchecked"),
            challenged("4000002500003155", "FR", UNLESS_SET_UP, APPROVES, "authenticationRequiredOnSetup"),
            challenged("4000002760003184", "DE", ALWAYS, APPROVES, "authenticationRequired"),
            challenged("4000003800000446", "IT", ON_SESSION_ONLY, APPROVES, "authenticationRequiredSetupForOffSession"),
            challenged("4000000000003220", "IE", REQUIRED, APPROVES, "threeDSecure2Required"),
            challenged("4000008400000027", "US", REQUIRED, APPROVES),
            challenged(
                    "4000008400001629",
                    "US",
                    REQUIRED,
                    declines(GENERIC_DECLINE),
                    "threeDSecureRequiredChargeDeclined"),
            challenged(
                    "4000008260003178",
                    "GB",
                    REQUIRED,
                    declines(INSUFFICIENT_FUNDS),
                    "authenticationRequiredChargeDeclinedInsufficientFunds"),
            challenged(
                    "4000008400001280",
                    "US",
                    LOOKUP_FAILS,
                    declines(PROCESSING_ERROR),
                    "threeDSecureRequiredProcessingError"),
            challenged("4000000000003055", "US", SUPPORTED_ONLY, APPROVES, "threeDSecureOptional"),
            challenged("4000000032200000", "US", WITHOUT_A_CHALLENGE, APPROVES),
            card("4000000000000259", CREDIT, "US", new Outcome.Disputed(FRAUDULENT), "createDispute"),
            card(
                    "4000000000002685",
                    CREDIT,
                    "US",
                    new Outcome.Disputed(PRODUCT_NOT_RECEIVED),
                    "createDisputeProductNotReceived"),
            card("4000000000001976", CREDIT, "US", new Outcome.Disputed(INQUIRY), "createDisputeInquiry"),
            card("4000000000007726", CREDIT, "US", new Outcome.RefundsOddly(PENDING_THEN_SUCCEEDED), "pendingRefund"),
            card("4000000000005126", CREDIT, "US", new Outcome.RefundsOddly(SUCCEEDED_THEN_FAILED), "refundFail"),
            card("4000000000000077", CREDIT, "US", new Outcome.ApprovesAtOnce(), "bypassPending"));

    private static final List<TestCard> PAID_OUT_AT_ONCE = ALL.stream()
            .filter(card -> card.outcome() instanceof Outcome.ApprovesAtOnce)
            .toList();

    private static final List<TestCard> DISPUTED = ALL.stream()
            .filter(card -> card.outcome() instanceof Outcome.Disputed)
            .toList();

    private static final Map<CardNumber, TestCard> BY_NUMBER =
            ALL.stream().collect(Collectors.toUnmodifiableMap(TestCard::number, Function.identity()));

    private static final Map<String, TestCard> BY_ALIAS = ALL.stream()
            .flatMap(card -> card.aliases().stream().map(alias -> Map.entry(alias, card)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private TestCards() {}

    public static List<TestCard> all() {
        return ALL;
    }

    public static Optional<TestCard> byNumber(CardNumber number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /// @param alias `pm_card_visa`, `tok_visa` and the like, letters as printed
    public static Optional<TestCard> byAlias(String alias) {
        return Optional.ofNullable(BY_ALIAS.get(alias));
    }

    /// Whether what is paid with a card of test mode is at the merchant's disposal without the usual wait. There a card
    /// is
    /// known by what may be seen of it: no other number is ever approved.
    public static boolean isPaidOutAtOnce(String brand, String last4) {
        return isOneOf(PAID_OUT_AT_ONCE, brand, last4);
    }

    /// Whether the payer of such a card of test mode will dispute what was paid with it.
    public static boolean isDisputed(String brand, String last4) {
        return isOneOf(DISPUTED, brand, last4);
    }

    private static boolean isOneOf(List<TestCard> cards, String brand, String last4) {
        return cards.stream()
                .anyMatch(card -> card.number().last4().equals(last4)
                        && card.brand().word().equals(brand));
    }

    private static TestCard card(String digits, Funding funding, String country, Outcome outcome, String... names) {
        var number = CardNumber.read(digits).orElseThrow();
        var aliases = Stream.of(names)
                .flatMap(name -> Stream.of("pm_card_" + name, "tok_" + name))
                .toList();
        return new TestCard(number, aliases, number.brand(), funding, country, outcome);
    }

    private static TestCard declining(String digits, DeclineCode code, String... names) {
        return card(digits, CREDIT, "US", declines(code), names);
    }

    private static TestCard judging(
            String digits, Judgement cvc, Judgement line1, Judgement postalCode, String... names) {
        return card(digits, CREDIT, "US", new Outcome.Judges(cvc, line1, postalCode), names);
    }

    private static TestCard challenged(
            String digits, String country, Challenge challenge, Outcome afterwards, String... names) {
        return card(digits, CREDIT, country, new Outcome.Authenticates(challenge, afterwards), names);
    }

    private static Outcome declines(DeclineCode code) {
        return new Outcome.Declines(code);
    }
}

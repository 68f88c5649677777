package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Action;
import dev.caisse.connectors.Answer.Advice;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Flow;
import dev.caisse.platform.money.Money;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A payment that somebody makes elsewhere than by card, at test mode's bank. How it is answered first, and what
/// becomes
/// of it by itself, is decided here; the rest is for its payer to choose.
///
/// @param token what its page is found by; unlike the reference, nobody can guess it
/// @param untilMs until when it can be paid
/// @param turning what it turns into by itself
/// @param version how often its answer has changed
record Order(
        String reference,
        String token,
        String type,
        Flow flow,
        Money amount,
        String returnUrl,
        long untilMs,
        Optional<Turn> turning,
        int version,
        int tries,
        Optional<Merchant> merchant,
        long atMs) {
    /// What the sandbox takes to think something over.
    static final Duration DELAY = Duration.ofSeconds(2);

    private static final Duration DELAY_OF_THE_LATE = Duration.ofSeconds(8);

    /// The telephone whose holder agrees by themselves. (test values)
    private static final String AGREEING_PHONE = "256777000001";

    private static final Map<Flow, Duration> TIMES = Map.of(
            Flow.PAGE, Duration.ofMinutes(30),
            Flow.CODE, Duration.ofMinutes(15),
            Flow.VOUCHER, Duration.ofDays(3),
            Flow.DEBIT, Duration.ofDays(14),
            Flow.PHONE, Duration.ofMinutes(30));

    /// Accounts by their IBAN, and how their debits end. (test values)
    private static final Map<String, Verdict> ACCOUNTS = Map.of(
            "AT611904300234573201", new Verdict(true, DELAY),
            "AT861904300235473202", new Verdict(false, DELAY),
            "AT321904300235473204", new Verdict(true, DELAY_OF_THE_LATE),
            "IT60X0542811101000000123456", new Verdict(false, DELAY));

    private record Verdict(boolean isGood, Duration after) {}

    /// @param isGood whether it will be paid
    record Turn(boolean isGood, long atMs) {}

    static Order of(
            String reference,
            String token,
            Means.Elsewhere means,
            Money amount,
            Optional<Merchant> merchant,
            long nowMs) {
        var verdict = means.flow() == Flow.DEBIT
                ? Optional.ofNullable(ACCOUNTS.get(means.details().getOrDefault("iban", "")))
                : Optional.of(new Verdict(true, DELAY))
                        .filter(_ -> AGREEING_PHONE.equals(means.details().get("phone_number")));
        return new Order(
                reference,
                token,
                means.type(),
                means.flow(),
                amount,
                means.returnUrl(),
                nowMs + TIMES.get(means.flow()).toMillis(),
                verdict.map(
                        known -> new Turn(known.isGood(), nowMs + known.after().toMillis())),
                0,
                0,
                merchant,
                nowMs);
    }

    /// What is answered first. An account that is in no table may be somebody's: it is never debited in test mode.
    ///
    /// @param url of its page
    Answer answer(String url) {
        return switch (flow) {
            case PAGE, PHONE -> new Answer.ActionRequired(new Action.Redirect(url), untilMs);
            case CODE -> new Answer.ActionRequired(new Action.QrCode(url), untilMs);
            case VOUCHER -> new Answer.ActionRequired(new Action.Voucher(url, instructions()), untilMs);
            case DEBIT -> turning.isPresent() ? new Answer.Pending() : unknownAccount();
        };
    }

    private static Declined unknownAccount() {
        return new Declined(
                DeclineCode.TESTMODE_DECLINE,
                "Test mode debits test accounts only, and not this one.",
                Advice.DO_NOT_TRY_AGAIN);
    }

    /// Where the money is to be sent, as a bank would say it.
    private Map<String, String> instructions() {
        var number = digits(18);
        return Map.of("bank", "Test bank", "number", number, "reference", "SBX" + number.substring(0, 8));
    }

    private String digits(int many) {
        var digits = new StringBuilder();
        for (int i = 0; digits.length() < many; i++) {
            digits.append(Math.floorMod(token.charAt(i % token.length()) * (i + 7), 10));
        }
        return digits.toString();
    }

    /// Whether its payer sends money from an application of their own, which nobody can stop or count.
    boolean isSentByPayer() {
        return flow == Flow.CODE || flow == Flow.VOUCHER;
    }
}

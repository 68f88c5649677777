package dev.caisse.attempts;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.Call.Original;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// One call to the outside: written before the call, closed with its final answer. Open as long as nobody knows.
///
/// @param intent the payment intent or the setup intent it was made for
/// @param refund the refund, of a refund's attempt
/// @param purpose why a cancel or refund is made; it decides what follows from its answer
/// @param reason the merchant's own words for a cancel
/// @param original the earlier attempt this one acts on
/// @param method the payment method it is made with
/// @param rehearsal the sandbox's instructions, where the merchant gave any
/// @param deadlineMs when its caller stops waiting; nobody else may look before
/// @param authenticated what the authentication before this authorisation said, where there was one
public record Attempt(
        long id,
        long intent,
        Whose whose,
        Optional<Long> refund,
        Operation operation,
        Optional<Purpose> purpose,
        Optional<String> reason,
        Optional<Earlier> original,
        String connector,
        Money amount,
        Optional<Long> method,
        Optional<String> rehearsal,
        long deadlineMs,
        Optional<ThreeDSecure> authenticated) {
    /// How long after its deadline an attempt is left alone, because its caller may still be at work.
    static final long GRACE_MS = 5000;

    /// When something is known to be there to be heard, but not yet.
    public static final long LOOK_SOON_MS = 5000;

    private static final long LOOK_AT_LEAST_EVERY_MS = 300_000;

    /// One that no authentication went before.
    public Attempt(
            long id,
            long intent,
            Whose whose,
            Optional<Long> refund,
            Operation operation,
            Optional<Purpose> purpose,
            Optional<String> reason,
            Optional<Earlier> original,
            String connector,
            Money amount,
            Optional<Long> method,
            Optional<String> rehearsal,
            long deadlineMs) {
        this(
                id,
                intent,
                whose,
                refund,
                operation,
                purpose,
                reason,
                original,
                connector,
                amount,
                method,
                rehearsal,
                deadlineMs,
                Optional.empty());
    }

    /// Who opened it, and so knows what follows from its answer.
    public enum Whose {
        PAYMENT,
        SETUP,
        REFUND,
        DISPUTE
    }

    /// What was asked of the outside.
    public enum Operation {
        AUTHENTICATE,
        AUTHORIZE,
        CAPTURE,
        CANCEL,
        REFUND,
        CONTEST,
        CONCEDE
    }

    /// Why a cancel or refund is made.
    public enum Purpose {
        /// The merchant asked for it.
        REQUEST,
        /// The original never arrived, or was given up; it must not arrive later.
        RETRY,
        /// The session's time is over.
        EXPIRE,
        /// Money that should not have come goes back.
        RETURN,
        /// The payer gave up, chose another way, or let the time pass.
        ABANDON,
        /// More came than was asked for: the rest goes back.
        EXCESS
    }

    /// How an attempt ended. What is not final leaves it open.
    public enum Outcome {
        APPROVED,
        DECLINED,
        CANCELED
    }

    /// An earlier attempt, and what the connector called it.
    public record Earlier(long id, Optional<String> acquirerReference) {}

    /// When to ask again what became of it: the longer nobody knows, the more rarely.
    public long nextLookMs(long nowMs) {
        long ageMs = nowMs - Snowflake.ms(id);
        long waitMs = Math.clamp(ageMs / 2, LOOK_SOON_MS, LOOK_AT_LEAST_EVERY_MS);
        return Math.max(deadlineMs, nowMs) + waitMs;
    }

    /// What the connector knows this operation by; new for every one.
    public String reference() {
        return Long.toString(id);
    }

    /// The same attempt, asked about again.
    public Attempt until(long newDeadlineMs) {
        return new Attempt(
                id,
                intent,
                whose,
                refund,
                operation,
                purpose,
                reason,
                original,
                connector,
                amount,
                method,
                rehearsal,
                newDeadlineMs,
                authenticated);
    }

    /// The same call, made once more. What was rehearsed for it has gone wrong already.
    public Attempt again(long newDeadlineMs) {
        return undisturbed().until(newDeadlineMs);
    }

    /// The same, and nothing goes wrong with it on demand.
    public Attempt undisturbed() {
        return new Attempt(
                id,
                intent,
                whose,
                refund,
                operation,
                purpose,
                reason,
                original,
                connector,
                amount,
                method,
                Optional.empty(),
                deadlineMs,
                authenticated);
    }

    /// The call to be made, or asked about, on behalf of a tenant.
    public Call asCall(Tenant tenant) {
        var acted = original.map(earlier -> new Original(Long.toString(earlier.id()), earlier.acquirerReference()));
        return new Call(reference(), acted, deadlineMs, rehearsal)
                .by(new Merchant(Long.toString(tenant.account()), tenant.mode()));
    }
}

package dev.caisse.checkout;

import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.checkout.CheckoutSession.State;

/// What becomes of a session once it is expired, as the API shows it. Field order is the order in the response.
record ExpirationView(RecoveryView recovery) {

    /// @param expiresAt until when, and `url` where, it is recovered; null as long as it is not expired
    record RecoveryView(
            boolean allowPromotionCodes,
            boolean enabled,
            Millis expiresAt,
            @SecretKeyOnly String url) {}

    /// Null when it cannot be recovered.
    static ExpirationView of(CheckoutSession session, long nowMs, String url) {
        boolean isExpired = session.stateAt(nowMs) instanceof State.Expired;
        return session.terms()
                .origin()
                .recipe()
                .flatMap(Recipe::recovery)
                .map(recovery -> new ExpirationView(new RecoveryView(
                        recovery.allowsCodes(),
                        true,
                        isExpired ? new Millis(Recovery.untilMs(session)) : null,
                        isExpired ? url : null)))
                .orElse(null);
    }
}

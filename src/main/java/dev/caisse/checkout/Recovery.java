package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import java.time.Duration;
import java.util.Optional;

/// That a session may be recovered once it is expired: the parameter `after_expiration`.
///
/// @param allowsCodes whether the payer of the other session may type a promotion code
record Recovery(boolean allowsCodes) {
    static final String PARAMETER = "after_expiration";

    private static final Duration LIFETIME = Duration.ofDays(30);

    /// Empty when it may not.
    static Optional<Recovery> read(Params params) {
        return params.object(PARAMETER).flatMap(after -> {
            var recovery = after.object("recovery");
            after.refuseUnknown();
            return recovery.flatMap(Recovery::recovery);
        });
    }

    private static Optional<Recovery> recovery(Params params) {
        boolean isEnabled = params.flag("enabled").orElseThrow(() -> params.missing("enabled"));
        boolean allowsCodes = params.flag("allow_promotion_codes").orElse(false);
        params.refuseUnknown();
        if (allowsCodes && !isEnabled) {
            throw Refusal.invalid(params.name("allow_promotion_codes"), "needs `enabled` to be true");
        }
        return isEnabled ? Optional.of(new Recovery(allowsCodes)) : Optional.empty();
    }

    /// Until when the session can be recovered.
    static long untilMs(CheckoutSession session) {
        return session.expiresMs() + LIFETIME.toMillis();
    }
}

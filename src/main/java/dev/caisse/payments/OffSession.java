package dev.caisse.payments;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;

/// Whether a merchant confirms without their payer: `off_session`, which the documentation spells `off-session` too.
final class OffSession {
    private OffSession() {}

    /// @throws Refusal when nothing is confirmed, or what is said contradicts it
    static boolean read(Params params, boolean isConfirmed, Particulars particulars) {
        var given = params.flag("off_session");
        var spelledWithHyphen = params.flag("off-session");
        if (given.isPresent() && spelledWithHyphen.isPresent()) {
            throw Refusal.invalid("off-session", "is off_session spelled otherwise: pass one of the two");
        }
        boolean isPayerAway = given.or(() -> spelledWithHyphen).orElse(false);
        var name = given.isPresent() ? "off_session" : "off-session";
        if (isPayerAway && !isConfirmed) {
            throw Refusal.invalid(name, "belongs to a confirmation: pass confirm=true with it, or leave it for later");
        }
        if (isPayerAway && particulars.futureUsage().isPresent()) {
            throw Refusal.invalid("setup_future_usage", "needs the payer, and so cannot be combined with " + name);
        }
        return isPayerAway;
    }
}

package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.platform.db.Tx;

/// Gives money back that came when its payment was over. Implemented by refunds, so that the merchant sees it go.
public interface Returns {
    /// *Intend*, inside the transaction that records the money, with the intent locked.
    ///
    /// @param late the attempt under which it came
    Attempt in(Tx tx, Caller caller, PaymentIntent intent, Charge charge, Attempt late, Earlier original);

    /// *Call* and *record*.
    void carryOut(Caller caller, Attempt attempt);
}

package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.platform.db.Tx;

/// Hears of every answer that was recorded for an intent, inside the transaction that records it and with the intent
/// locked. Implemented by checkout, which moves its session.
@FunctionalInterface
public interface Settlement {
    void settled(Tx tx, Caller caller, PaymentIntent intent);

    /// The payer has done all they can do now, and the money comes later, or not.
    default void underWay(Tx tx, Caller caller, PaymentIntent intent) {}

    /// Whether it does anything when this intent is paid. One that nobody listens to needs no transaction of its own.
    default boolean isAwaiting(PaymentIntent intent) {
        return true;
    }

    /// Before anything is written of an approval: who makes a record of the payer does so now, and what is told of the
    /// payment names it. Says whether the intent was given one.
    default boolean isGivenItsPayer(Tx tx, Caller caller, PaymentIntent intent) {
        return false;
    }

    /// Both, this one first.
    default Settlement then(Settlement next) {
        var first = this;
        return new Settlement() {
            @Override
            public void settled(Tx tx, Caller caller, PaymentIntent intent) {
                first.settled(tx, caller, intent);
                next.settled(tx, caller, intent);
            }

            @Override
            public void underWay(Tx tx, Caller caller, PaymentIntent intent) {
                first.underWay(tx, caller, intent);
                next.underWay(tx, caller, intent);
            }

            @Override
            public boolean isGivenItsPayer(Tx tx, Caller caller, PaymentIntent intent) {
                return first.isGivenItsPayer(tx, caller, intent) || next.isGivenItsPayer(tx, caller, intent);
            }

            @Override
            public boolean isAwaiting(PaymentIntent intent) {
                return first.isAwaiting(intent) || next.isAwaiting(intent);
            }
        };
    }
}

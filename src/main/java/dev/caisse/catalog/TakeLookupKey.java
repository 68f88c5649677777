package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;

/// Sees to it that one active price alone has a lookup key, as Stripe promises it. Natively a key is a label, which any
/// number of prices may carry.
final class TakeLookupKey {
    private static final int MOST_TAKEN_FROM = 100;

    private final Events events;
    private final Prices prices = new Prices();

    TakeLookupKey(Events events) {
        this.events = events;
    }

    /// Until the transaction ends nobody else is given the key so.
    ///
    /// @param price that gets it, if it is active
    /// @param isTransferred whether it is taken from those that have it
    /// @throws Refusal 400 when another active price has it and keeps it
    void in(Tx tx, Caller caller, Price price, boolean isTransferred) {
        if (!price.active() || price.lookupKey().isEmpty()) {
            return;
        }
        var key = price.lookupKey().get();
        prices.lockKey(tx, caller.tenant(), key);
        var others = prices.lockOthersWith(tx, caller.tenant(), key, price.id(), MOST_TAKEN_FROM + 1);
        if (!others.isEmpty() && !(isTransferred && others.size() <= MOST_TAKEN_FROM)) {
            throw taken(others.getFirst());
        }
        others.forEach(other -> takeFrom(tx, caller, other));
    }

    private void takeFrom(Tx tx, Caller caller, Offer old) {
        var without = new Offer(old.price().withoutLookupKey(), old.product());
        prices.save(tx, caller.tenant(), without.price());
        events.appendUpdate(
                tx,
                caller,
                "price.updated",
                PriceView.of(old, caller.tenant()),
                PriceView.of(without, caller.tenant()));
    }

    private static Refusal taken(Offer by) {
        return Refusal.of(
                400,
                "resource_already_exists",
                "lookup_key",
                "The active price %s has this `lookup_key`. Pass transfer_lookup_key=true to take it from there."
                        .formatted(Prefix.PRICE.id(by.price().id())));
    }
}

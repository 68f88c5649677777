package dev.caisse.accounts;

import dev.caisse.accounts.OpenThrowAway.Opened;
import dev.caisse.api.Millis;
import dev.caisse.api.Secret;
import dev.caisse.platform.ids.Snowflake;

/// A throw-away account as it is shown this once: with its keys, and the clock by which it lives. Field order is the
/// order
/// in the response.
record ThrowAwayView(
        String id,
        String object,
        Millis created,
        boolean livemode,
        String name,
        Secret secretKey,
        Secret publishableKey,
        TestClockView testClock) {

    static ThrowAwayView of(Opened opened) {
        var account = opened.account();
        return new ThrowAwayView(
                Account.shown(account.id()),
                "test_helpers.account",
                new Millis(Snowflake.createdMs(-account.id())),
                false,
                account.name(),
                new Secret(opened.secretKey().text()),
                new Secret(opened.publishableKey().text()),
                TestClockView.of(opened.clock()));
    }
}

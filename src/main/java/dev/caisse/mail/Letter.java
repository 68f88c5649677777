package dev.caisse.mail;

import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Snowflake;
import java.util.Locale;
import java.util.Map;

/// Something to be told to a payer or a merchant by e-mail. Keeps what it is about; its words are found when it is
/// sent.
///
/// @param facts what it is about, in the words of whoever writes letters of this kind
/// @param tries how often it was sent, or was to be
public record Letter(
        Tenant tenant, long id, Kind kind, String to, Locale locale, Map<String, String> facts, int tries) {

    /// What is told.
    public enum Kind {
        /// To a payer: this was paid.
        RECEIPT,
        /// To the merchant: this endpoint does not take its events.
        ENDPOINT_FAILING
    }

    /// The wall-clock millisecond in which it was queued.
    long queuedMs() {
        return Snowflake.ms(id);
    }

    /// The same however often it is sent.
    String name() {
        return "letter-" + id;
    }
}

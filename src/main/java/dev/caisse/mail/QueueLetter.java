package dev.caisse.mail;

import dev.caisse.api.EmailAddress;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import java.util.Locale;
import java.util.Map;

/// Promises a letter in the caller's transaction: it is sent if, and only if, that commits, and nothing is told twice.
public final class QueueLetter {
    private final Ids ids;
    private final Letters letters = new Letters();

    public QueueLetter(Ids ids) {
        this.ids = ids;
    }

    /// @param once names what is told, for ever: a second letter of that name is not written
    /// @param to an address; what is none gets no letter
    public record Wanted(Letter.Kind kind, String once, String to, Locale locale, Map<String, String> facts) {}

    public void in(Tx tx, Tenant tenant, Wanted wanted) {
        if (EmailAddress.isValid(wanted.to())) {
            letters.add(
                    tx,
                    new Letter(tenant, ids.next(), wanted.kind(), wanted.to(), wanted.locale(), wanted.facts(), 0),
                    wanted.once());
        }
    }
}

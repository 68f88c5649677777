package dev.caisse.mail;

import dev.caisse.api.Tenant;
import dev.caisse.mail.Letter.Kind;
import dev.caisse.mail.QueueLetter.Wanted;
import dev.caisse.platform.db.Tx;
import java.util.Locale;
import java.util.Optional;

/// Tells the merchant of what needs their attention, in the transaction in which it turned out. Does nothing where
/// nobody said where to write to.
public final class TellMerchant {
    private final QueueLetter queueLetter;
    private final Optional<String> merchant;

    /// @param merchant their address; empty when mail is not set up
    public TellMerchant(QueueLetter queueLetter, Optional<String> merchant) {
        this.queueLetter = queueLetter;
        this.merchant = merchant;
    }

    public void in(Tx tx, Tenant tenant, FailingEndpoint endpoint) {
        merchant.map(to -> new Wanted(Kind.ENDPOINT_FAILING, endpoint.once(), to, Locale.ENGLISH, endpoint.facts()))
                .ifPresent(wanted -> queueLetter.in(tx, tenant, wanted));
    }
}

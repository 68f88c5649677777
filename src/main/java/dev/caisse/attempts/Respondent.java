package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.connectors.DisputeNews;
import java.util.Optional;

/// Hears how a dispute of a payment stands, as its acquirer told it. Implemented by disputes.
@FunctionalInterface
public interface Respondent {

    /// Records it in a transaction of its own; may be called twice with the same news, and with old news.
    ///
    /// @param authorization what is disputed; empty when no attempt of ours has that reference
    /// @return whether it was recorded; what was not must be told again
    boolean told(Caller caller, String connector, Optional<Attempt> authorization, DisputeNews news);
}

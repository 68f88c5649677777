package dev.caisse.connectors.sandbox;

import java.util.List;

/// Test mode's bank's book for whoever compares it with theirs: read only, page by page.
public interface BankBook {

    /// One line of it: what was asked under a reference, and what has moved since.
    ///
    /// @param original the reference it acts on, or empty
    /// @param disputed how much of it the payer's bank holds or has taken because of a dispute
    record Line(
            String reference,
            String operation,
            String original,
            String outcome,
            long amount,
            String currency,
            long moved,
            long refunded,
            long disputed) {}

    /// The bank could not be asked.
    final class Closed extends RuntimeException {
        Closed(String why) {
            super(why, null, false, false);
        }
    }

    /// The lines after a reference, in the order of references.
    ///
    /// @throws Closed when it cannot be read
    List<Line> after(String reference);

    /// Those of these references that have a line, in no order.
    ///
    /// @throws Closed when it cannot be read
    List<Line> find(List<String> references);
}

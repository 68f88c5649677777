package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import java.util.Optional;
import java.util.stream.Stream;

/// Lets time pass at test mode's bank for one merchant who lives by a clock of their own: what is due by it happens,
/// and
/// the merchant's side is told before this returns.
public final class PassMerchantTime {
    private final TendComplaints complaints;
    private final TurnRefunds refunds;

    PassMerchantTime(TendComplaints complaints, TurnRefunds refunds) {
        this.complaints = complaints;
        this.refunds = refunds;
    }

    /// Says whether everything that was due has happened, and was heard.
    public boolean run(Merchant merchant) {
        boolean areHeard = complaints.run(merchant);
        return refunds.run(merchant) && areHeard;
    }

    /// When the next thing happens, by the merchant's clock; empty when nothing is to come.
    public Optional<Long> nextMs(Merchant merchant, long afterMs) {
        return Stream.of(complaints.nextMs(merchant, afterMs), refunds.nextMs(merchant, afterMs))
                .flatMap(Optional::stream)
                .min(Long::compare);
    }
}

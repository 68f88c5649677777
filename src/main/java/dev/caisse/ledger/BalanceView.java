package dev.caisse.ledger;

import dev.caisse.api.Tenant;
import java.util.List;
import java.util.Locale;

/// What a merchant has, as the API shows it: by currency, in the order of the alphabet. Field order is the order in the
/// response.
record BalanceView(String object, List<PartView> available, List<PartView> pending, boolean livemode) {

    /// @param currency in lower case here, unlike elsewhere (WooshPay's reference)
    record PartView(long amount, String currency) {}

    static BalanceView of(List<Balances.Balance> balances, Tenant tenant) {
        return new BalanceView(
                "balance", parts(balances, Purse.AVAILABLE), parts(balances, Purse.PENDING), tenant.live());
    }

    private static List<PartView> parts(List<Balances.Balance> balances, Purse purse) {
        return balances.stream()
                .filter(balance -> balance.purse() == purse)
                .map(balance ->
                        new PartView(balance.amount(), balance.currency().code().toLowerCase(Locale.ROOT)))
                .toList();
    }
}

package dev.caisse.cashier;

/// The merchant as the payer sees it. `logoUrl` is on our own origin or null; `backUrl` is where the name and the back
/// link lead, null for no link. Whoever builds it has checked that `backUrl` is http or https.
public record ShopView(String name, String logoUrl, String backUrl, boolean testMode) {}

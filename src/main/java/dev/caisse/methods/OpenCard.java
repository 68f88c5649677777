package dev.caisse.methods;

import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Json;
import dev.caisse.vault.CardNumber;
import dev.caisse.vault.Vault;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Opens the card of a payment method, for one call to a connector.
public final class OpenCard {
    private final Db db;
    private final Vault vault;
    private final PaymentMethods methods = new PaymentMethods();

    public OpenCard(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /// The number alone.
    ///
    /// @throws Refusal 404 when this tenant has no such method
    public CardNumber number(Sql sql, Tenant tenant, long method) {
        return vault.open(sql, tenant, method)
                .orElseThrow(() -> Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(method), "payment_method"));
    }

    public Means.Card run(Tenant tenant, long method, Optional<SecurityCode> code) {
        return run(tenant, method, code, false);
    }

    /// @param isPayerAway whether the merchant uses it by themselves
    public Means.Card run(Tenant tenant, long method, Optional<SecurityCode> code, boolean isPayerAway) {
        var kept = methods.find(db, tenant, method).orElseThrow();
        var number = vault.open(db, tenant, method).orElseThrow();
        var shown = kept.card().orElseThrow();
        var card = new TypedCard(number, shown.expMonth(), shown.expYear(), code, kept.billing());
        return card.asMeans().on(new Occasion(isPayerAway, kept.isSetUpOffSession()));
    }

    /// What is no card, for one call.
    ///
    /// @param returnUrl where its payer comes back to
    public Means.Elsewhere elsewhere(Tenant tenant, PaymentMethod kept, String returnUrl) {
        var details = vault.openText(db, tenant, kept.id()).map(OpenCard::texts).orElse(Map.of());
        return new Means.Elsewhere(
                kept.type().name(),
                kept.type().flow().orElseThrow(),
                Optional.ofNullable(kept.billing().name()),
                Optional.ofNullable(kept.billing().email()),
                details,
                returnUrl);
    }

    private static Map<String, String> texts(String json) {
        return Json.readObject(json).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
    }
}

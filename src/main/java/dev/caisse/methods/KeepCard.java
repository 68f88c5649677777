package dev.caisse.methods;

import dev.caisse.api.Metadata;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.TestCard;
import dev.caisse.connectors.TestCards;
import dev.caisse.methods.PaymentMethod.State;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.methods.PaymentMethod.State.UsedUp;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.vault.Vault;
import java.util.Optional;

/// Makes a payment method of a card that was typed: the number goes into the vault, what may be shown into the row.
public final class KeepCard {
    private final Ids ids;
    private final Vault vault;
    private final PaymentMethods methods = new PaymentMethods();

    public KeepCard(Ids ids, Vault vault) {
        this.ids = ids;
        this.vault = vault;
    }

    /// The same for what is no card.
    public KeepMethod others() {
        return new KeepMethod(ids, vault);
    }

    /// To be used later.
    public PaymentMethod in(Inserts into, Tenant tenant, TypedCard card) {
        return in(into, tenant, card, new Unused(), Metadata.EMPTY);
    }

    /// For the payment that is being made, and no other.
    public PaymentMethod forOnce(Inserts into, Tenant tenant, TypedCard card) {
        return in(into, tenant, card, new UsedUp(), Metadata.EMPTY);
    }

    PaymentMethod in(Inserts into, Tenant tenant, TypedCard card, State state, Metadata metadata) {
        var method = new PaymentMethod(
                ids.next(), ShownMethod.of(shown(tenant, card)), card.billing(), state, Optional.empty(), metadata);
        vault.keep(into, tenant, card.number(), method.id());
        methods.add(into, tenant, method);
        return method;
    }

    private CardDetails shown(Tenant tenant, TypedCard card) {
        var known = TestCards.byNumber(card.number());
        return new CardDetails(
                card.number().brand().word(),
                card.number().last4(),
                card.expMonth(),
                card.expYear(),
                known.map(TestCard::country).orElse(null),
                known.map(test -> test.funding().word()).orElse("unknown"),
                vault.fingerprint(tenant, card.number()),
                unchecked(card));
    }

    private static Checks unchecked(TypedCard card) {
        return new Checks(
                card.securityCode().map(_ -> "unchecked"),
                Optional.ofNullable(card.billing().address().line1()).map(_ -> "unchecked"),
                card.billing().findPostalCode().map(_ -> "unchecked"));
    }
}

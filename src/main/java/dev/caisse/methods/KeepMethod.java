package dev.caisse.methods;

import dev.caisse.api.Metadata;
import dev.caisse.api.Tenant;
import dev.caisse.methods.PaymentMethod.State;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.methods.PaymentMethod.State.UsedUp;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.vault.Vault;
import java.util.Optional;

/// Makes a payment method of what somebody said who pays elsewhere than by card: their details go into the vault, what
/// may be shown of them into the row.
public final class KeepMethod {
    private final Ids ids;
    private final Vault vault;
    private final PaymentMethods methods = new PaymentMethods();

    KeepMethod(Ids ids, Vault vault) {
        this.ids = ids;
        this.vault = vault;
    }

    /// To be used later.
    public PaymentMethod in(Inserts into, Tenant tenant, TypedMethod typed) {
        return in(into, tenant, typed, new Unused(), Metadata.EMPTY);
    }

    /// For the payment that is being made, and no other.
    public PaymentMethod forOnce(Inserts into, Tenant tenant, TypedMethod typed) {
        return in(into, tenant, typed, new UsedUp(), Metadata.EMPTY);
    }

    PaymentMethod in(Inserts into, Tenant tenant, TypedMethod typed, State state, Metadata metadata) {
        var method = new PaymentMethod(
                ids.next(), ShownMethod.of(typed), typed.billing(), state, Optional.empty(), metadata);
        if (!typed.details().isEmpty()) {
            var json = new JsonWriter().beginObject();
            typed.details().forEach((name, text) -> json.name(name).text(text));
            vault.keepText(into, tenant, json.endObject().text(), method.id());
        }
        methods.add(into, tenant, method);
        return method;
    }
}

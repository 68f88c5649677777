package dev.caisse.methods;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.customers.BillingDetails;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Where payment methods are kept.
public final class PaymentMethods {
    private static final Table TABLE = Table.named("payment_methods")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("type text", "billing_details jsonb", "card jsonb");

    public Optional<PaymentMethod> find(Sql sql, Tenant tenant, long id) {
        return sql.one(PaymentMethods::method, """
                select id, type, billing_details, card
                  from payment_methods
                 where account_id = ? and live = ? and id = ?
                """, tenant.account(), tenant.live(), id);
    }

    void add(Inserts into, Tenant tenant, PaymentMethod method) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                method.id(),
                method.type().name(),
                method.billing().jsonb(),
                method.card().jsonb());
    }

    /// Notes what the issuer said of the data around the card, and answers with the method as it is then.
    public PaymentMethod judge(Tx tx, Tenant tenant, PaymentMethod method, Checks checks) {
        var judged = new PaymentMethod(
                method.id(), method.type(), method.billing(), method.card().with(checks));
        tx.later(
                "update payment_methods set card = ? where account_id = ? and live = ? and id = ?",
                judged.card().jsonb(),
                tenant.account(),
                tenant.live(),
                judged.id());
        return judged;
    }

    /// Marks a method as ready for later. What it was ready for before, it stays ready for.
    public void setUp(Tx tx, Tenant tenant, long id, Usage usage) {
        tx.later("""
                update payment_methods set set_up = ?
                 where account_id = ? and live = ? and id = ? and set_up is distinct from 'off_session'
                """, usage.word(), tenant.account(), tenant.live(), id);
    }

    private static PaymentMethod method(Columns row) {
        return new PaymentMethod(
                row.number("id"),
                MethodType.find(row.text("type")).orElseThrow(),
                BillingDetails.read(row.text("billing_details")),
                CardDetails.read(row.text("card")));
    }
}

package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.CardDetails;
import dev.caisse.payments.Charge.Failure;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where charges are kept. The database holds that an attempt has at most one.
final class Charges {

    /// Newest first.
    List<Charge> of(Sql sql, Tenant tenant, long intent) {
        return sql.all(Charges::charge, """
                select id, intent_id, attempt_id, amount, currency, captured, failure_code, decline_code,
                       failure_message, risk, payment_method_id, card, billing_details
                  from charges
                 where account_id = ? and live = ? and intent_id = ?
                 order by id desc
                """, tenant.account(), tenant.live(), intent);
    }

    void add(Tx tx, Tenant tenant, Charge charge) {
        tx.run(
                """
                insert into charges
                  (account_id, live, id, intent_id, attempt_id, amount, currency, captured, failure_code, decline_code,
                   failure_message, risk, payment_method_id, card, billing_details)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tenant.account(),
                tenant.live(),
                charge.id(),
                charge.intent(),
                charge.attempt(),
                charge.amount().minor(),
                charge.amount().currency().code(),
                charge.captured(),
                charge.failure().map(Failure::code).orElse(null),
                charge.failure().map(Failure::declineCode).orElse(null),
                charge.failure().map(Failure::message).orElse(null),
                charge.risk().name().toLowerCase(Locale.ROOT),
                charge.method(),
                charge.card().jsonb(),
                charge.billing().jsonb());
    }

    private static Charge charge(Columns row) {
        var failure = Optional.ofNullable(row.text("failure_code"))
                .map(code -> new Failure(code, row.text("decline_code"), row.text("failure_message")));
        return new Charge(
                row.number("id"),
                row.number("intent_id"),
                row.number("attempt_id"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                row.number("captured"),
                failure,
                Risk.valueOf(row.text("risk").toUpperCase(Locale.ROOT)),
                row.number("payment_method_id"),
                CardDetails.read(row.text("card")),
                BillingDetails.read(row.text("billing_details")));
    }
}

package dev.caisse.setup;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.methods.Usage;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.payments.NextAction;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.setup.SetupIntent.Details;
import dev.caisse.setup.SetupIntent.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where setup intents are kept.
public final class SetupIntents {
    private static final String COLUMNS = """
            id, status, usage, customer_id, description, metadata, payment_method_id, three_d_secure, return_url,
            session_id, currency, client_secret, next_action, last_error, cancellation_reason, canceled_ms, latest_attempt
            """;

    private static final Table TABLE = Table.named("setup_intents")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("status text", "usage text", "customer_id bigint", "description text", "metadata jsonb")
            .columns("payment_method_id bigint", "three_d_secure text", "return_url text", "session_id bigint")
            .columns("currency text", "client_secret bytea");

    private final ClientSecrets secrets;

    public SetupIntents(ClientSecrets secrets) {
        this.secrets = secrets;
    }

    /// Which setup intents a list is about; what is empty filters nothing.
    record Filter(Optional<Long> customer, Optional<Long> method) {}

    public Optional<SetupIntent> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                row -> intent(row, tenant),
                "select " + COLUMNS + " from setup_intents where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that there are, in no order.
    List<SetupIntent> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                row -> intent(row, tenant),
                "select " + COLUMNS + " from setup_intents where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// The first lock of every transaction that moves one.
    public Optional<SetupIntent> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                row -> intent(row, tenant),
                "select " + COLUMNS
                        + " from setup_intents where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<SetupIntent> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var found = sql.filtered(
                row -> intent(row, tenant),
                "select " + COLUMNS + """
                         from setup_intents
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or customer_id = ?::bigint)
                          and (?::bigint is null or payment_method_id = ?::bigint)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.customer().orElse(null),
                filter.customer().orElse(null),
                filter.method().orElse(null),
                filter.method().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    void add(Inserts into, Tenant tenant, SetupIntent intent) {
        var details = intent.details();
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                intent.id(),
                intent.state().status(),
                details.usage().word(),
                details.customer().orElse(null),
                details.description().orElse(null),
                details.metadata().jsonb(),
                intent.method().orElse(null),
                word(details.threeDSecure()),
                details.returnUrl().orElse(null),
                details.session().orElse(null),
                details.currency().map(CurrencyCode::code).orElse(null),
                secrets.seal(tenant, intent.id(), details.clientSecret()));
    }

    /// Saves all that can change.
    void save(Tx tx, Tenant tenant, SetupIntent intent) {
        var details = intent.details();
        var canceled =
                intent.state() instanceof State.Canceled state ? Optional.of(state) : Optional.<State.Canceled>empty();
        tx.later(
                """
                update setup_intents
                   set status = ?, customer_id = ?, description = ?, metadata = ?, payment_method_id = ?,
                       return_url = ?, next_action = ?, last_error = ?, cancellation_reason = ?, canceled_ms = ?,
                       latest_attempt = ?
                 where account_id = ? and live = ? and id = ?
                """,
                intent.state().status(),
                details.customer().orElse(null),
                details.description().orElse(null),
                details.metadata().jsonb(),
                intent.method().orElse(null),
                details.returnUrl().orElse(null),
                intent.nextAction().map(NextAction::jsonb).orElse(null),
                intent.lastError().map(PaymentError::jsonb).orElse(null),
                canceled.flatMap(State.Canceled::reason).orElse(null),
                canceled.map(State.Canceled::canceledMs).orElse(null),
                intent.latestAttempt().orElse(null),
                tenant.account(),
                tenant.live(),
                intent.id());
    }

    private SetupIntent intent(Columns row, Tenant tenant) {
        return new SetupIntent(row.number("id"), state(row), row.maybeNumber("latest_attempt"), details(row, tenant));
    }

    private static State state(Columns row) {
        long method = row.number("payment_method_id");
        return switch (row.text("status")) {
            case "requires_payment_method" ->
                new State.RequiresPaymentMethod(
                        Optional.ofNullable(row.text("last_error")).map(PaymentError::read));
            case "requires_confirmation" -> new State.RequiresConfirmation(method);
            case "processing" -> new State.Processing(method);
            case "requires_action" -> new State.RequiresAction(method, NextAction.read(row.text("next_action")));
            case "succeeded" -> new State.Succeeded(method);
            case "canceled" ->
                new State.Canceled(Optional.ofNullable(row.text("cancellation_reason")), row.number("canceled_ms"));
            default -> throw new IllegalStateException("a setup intent in no state of ours");
        };
    }

    private Details details(Columns row, Tenant tenant) {
        return new Details(
                Usage.find(row.text("usage")).orElseThrow(),
                row.maybeNumber("customer_id"),
                Optional.ofNullable(row.text("description")),
                Metadata.read(row.text("metadata")),
                Optional.ofNullable(row.text("return_url")),
                Preference.valueOf(row.text("three_d_secure").toUpperCase(Locale.ROOT)),
                row.maybeNumber("session_id"),
                Optional.ofNullable(row.text("currency")).map(CurrencyCode::of),
                secrets.open(tenant, row.number("id"), row.bytes("client_secret")));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

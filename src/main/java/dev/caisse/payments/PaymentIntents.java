package dev.caisse.payments;

import dev.caisse.api.Found;
import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.SearchFields;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Change;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Where payment intents are kept.
public final class PaymentIntents {
    private static final String COLUMNS = """
            id, amount, currency, capture_method, status, payment_method_id, last_error, amount_capturable,
            amount_received, cancellation_reason, canceled_ms, latest_charge, description, metadata, merchant_order_id,
            merchant_user_id, receipt_email, session_id, client_secret, next_action, return_url, three_d_secure,
            particulars, cancel_ms, customer_id, revision
            """;

    static final SearchFields<PaymentIntent> SEARCHED = new SearchFields<>(PaymentIntent::id)
            .number("amount", intent -> intent.amount().minor())
            .text("currency", intent -> Optional.of(intent.amount().currency().code()))
            .id("customer", Prefix.CUSTOMER, intent -> intent.details().customer())
            .text("merchant_order_id", intent -> intent.details().merchantOrderId())
            .word("status", State.STATUSES, intent -> intent.state().status())
            .metadata(intent -> intent.details().metadata());

    private static final Table TABLE = Table.named("payment_intents")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("amount bigint", "currency text", "capture_method text", "status text")
            .columns("amount_capturable bigint", "amount_received bigint")
            .columns("description text", "metadata jsonb", "merchant_order_id text", "merchant_user_id text")
            .columns("receipt_email text", "session_id bigint", "client_secret bytea")
            .columns("payment_method_id bigint", "return_url text", "three_d_secure text", "particulars jsonb")
            .columns("customer_id bigint");

    private static final Change SAVE = Change.of("""
            update payment_intents i
               set status = u.status, payment_method_id = u.payment_method_id, last_error = u.last_error::jsonb,
                   amount_capturable = u.amount_capturable, amount_received = u.amount_received,
                   cancellation_reason = u.cancellation_reason, canceled_ms = u.canceled_ms,
                   latest_charge = u.latest_charge, next_action = u.next_action::jsonb, return_url = u.return_url,
                   cancel_ms = u.cancel_ms, revision = i.revision + 1
              from unnest(?::integer[], ?::bigint[], ?::boolean[], ?::bigint[], ?::text[], ?::bigint[], ?::text[],
                          ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                          ?::bigint[], ?::integer[])
                as u (place, account_id, live, id, status, payment_method_id, last_error,
                      amount_capturable, amount_received, cancellation_reason, canceled_ms, latest_charge, next_action,
                      return_url, cancel_ms, revision)
             where i.account_id = u.account_id and i.live = u.live and i.id = u.id and i.revision = u.revision
            returning u.place
            """)
            .columns("account_id bigint", "live boolean", "id bigint", "status text", "payment_method_id bigint")
            .columns(
                    "last_error jsonb",
                    "amount_capturable bigint",
                    "amount_received bigint",
                    "cancellation_reason text",
                    "canceled_ms bigint")
            .columns(
                    "latest_charge bigint",
                    "next_action jsonb",
                    "return_url text",
                    "cancel_ms bigint",
                    "revision integer");

    private final ClientSecrets secrets;

    public PaymentIntents(ClientSecrets secrets) {
        this.secrets = secrets;
    }

    public Optional<PaymentIntent> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                row -> intent(row, tenant),
                "select " + COLUMNS + " from payment_intents where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    List<PaymentIntent> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                row -> intent(row, tenant),
                "select " + COLUMNS + " from payment_intents where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// The first lock of every transaction that moves a payment.
    public Optional<PaymentIntent> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                row -> intent(row, tenant),
                "select " + COLUMNS
                        + " from payment_intents where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// @param customer whose; all when it is empty
    Page<PaymentIntent> list(Sql sql, Tenant tenant, Optional<Long> customer, Slice slice) {
        var found = sql.filtered(
                row -> intent(row, tenant),
                "select " + COLUMNS + """
                         from payment_intents
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or customer_id = ?::bigint)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                customer.orElse(null),
                customer.orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// Newest first, among those to which an index leads where the query names one. None has the status, which every
    /// payment changes.
    Found<PaymentIntent> search(Sql sql, Tenant tenant, SearchQuery query, Slice slice) {
        var metadata = query.onlyMetadata();
        return SEARCHED.search(
                query,
                slice,
                (above, below, limit) -> metadata.entries().isEmpty()
                        ? byFields(sql, tenant, query, above, below, limit)
                        : byMetadata(sql, tenant, metadata, above, below, limit));
    }

    private List<PaymentIntent> byFields(Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var order = query.only("merchant_order_id").orElse(null);
        var customer = query.only("customer").flatMap(Prefix.CUSTOMER::read).orElse(null);
        return sql.filtered(
                row -> intent(row, tenant),
                "select " + COLUMNS + """
                         from payment_intents
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::text is null or merchant_order_id = ?::text)
                          and (?::bigint is null or customer_id = ?::bigint)
                        order by id desc limit ?""",
                tenant.account(),
                tenant.live(),
                above,
                below,
                order,
                order,
                customer,
                customer,
                limit);
    }

    /// What has the entries is found first: who walks by id meanwhile would read everything for the sake of a few.
    private List<PaymentIntent> byMetadata(
            Sql sql, Tenant tenant, Metadata metadata, long above, long below, int limit) {
        return sql.filtered(
                row -> intent(row, tenant),
                """
                with found as materialized (
                  select * from payment_intents
                   where account_id = ? and live = ? and metadata @> ? and metadata <> '{}')
                select *
                  from found
                 where id > ? and id < ?
                 order by id desc limit ?
                """,
                tenant.account(),
                tenant.live(),
                metadata.jsonb(),
                above,
                below,
                limit);
    }

    void add(Inserts into, Tenant tenant, PaymentIntent intent) {
        var details = intent.details();
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                intent.id(),
                intent.amount().minor(),
                intent.amount().currency().code(),
                intent.capture().name().toLowerCase(Locale.ROOT),
                intent.state().status(),
                intent.amountCapturable(),
                intent.amountReceived(),
                details.description().orElse(null),
                details.metadata().jsonb(),
                details.merchantOrderId().orElse(null),
                details.merchantUserId().orElse(null),
                details.receiptEmail().orElse(null),
                details.session().orElse(null),
                secrets.seal(tenant, intent.id(), details.clientSecret()),
                intent.method().orElse(null),
                details.returnUrl().orElse(null),
                details.threeDSecure().name().toLowerCase(Locale.ROOT),
                details.particulars().jsonb().orElse(null),
                details.customer().orElse(null));
    }

    /// Saves what the merchant said, which changes only until it is confirmed.
    void saveTerms(Tx tx, Tenant tenant, PaymentIntent intent) {
        var details = intent.details();
        tx.later(
                """
                update payment_intents
                   set amount = ?, currency = ?, capture_method = ?, description = ?, metadata = ?,
                       merchant_order_id = ?, merchant_user_id = ?, receipt_email = ?, three_d_secure = ?,
                       particulars = ?, customer_id = ?, revision = revision + 1
                 where account_id = ? and live = ? and id = ?
                """,
                intent.amount().minor(),
                intent.amount().currency().code(),
                intent.capture().name().toLowerCase(Locale.ROOT),
                details.description().orElse(null),
                details.metadata().jsonb(),
                details.merchantOrderId().orElse(null),
                details.merchantUserId().orElse(null),
                details.receiptEmail().orElse(null),
                details.threeDSecure().name().toLowerCase(Locale.ROOT),
                details.particulars().jsonb().orElse(null),
                details.customer().orElse(null),
                tenant.account(),
                tenant.live(),
                intent.id());
    }

    /// As long as nobody pays it; the currency stays.
    void saveAmount(Tx tx, Tenant tenant, long intent, Money amount) {
        tx.later("""
            update payment_intents
               set amount = ?, revision = revision + 1
             where account_id = ? and live = ? and id = ? and status = 'requires_payment_method'
            """, amount.minor(), tenant.account(), tenant.live(), intent);
    }

    /// Says who paid, once that is known.
    public void give(Tx tx, Tenant tenant, long intent, long customer) {
        tx.later(
                "update payment_intents set customer_id = ?, revision = revision + 1 where account_id = ? and live = ? and id = ?",
                customer,
                tenant.account(),
                tenant.live(),
                intent);
    }

    /// Saves what moves: the state and the latest charge.
    void save(Tx tx, Tenant tenant, PaymentIntent intent) {
        tx.later("""
                update payment_intents
                   set status = ?, payment_method_id = ?, last_error = ?, amount_capturable = ?, amount_received = ?,
                       cancellation_reason = ?, canceled_ms = ?, latest_charge = ?, next_action = ?, return_url = ?,
                       cancel_ms = ?, revision = revision + 1
                 where account_id = ? and live = ? and id = ?
                """, Stream.concat(moving(intent), key(tenant, intent)).toArray());
    }

    /// As [#save], if nothing of it was changed since it was read or made.
    void save(Rows rows, Tenant tenant, PaymentIntent intent) {
        var values = Stream.concat(key(tenant, intent), moving(intent));
        rows.change(SAVE, Stream.concat(values, Stream.of(intent.revision())).toArray());
    }

    private static Stream<Object> key(Tenant tenant, PaymentIntent intent) {
        return Stream.of(tenant.account(), tenant.live(), intent.id());
    }

    private static Stream<Object> moving(PaymentIntent intent) {
        var canceled =
                intent.state() instanceof State.Canceled state ? Optional.of(state) : Optional.<State.Canceled>empty();
        return Stream.of(
                intent.state().status(),
                intent.method().orElse(null),
                intent.lastError().map(PaymentError::jsonb).orElse(null),
                intent.amountCapturable(),
                intent.amountReceived(),
                canceled.flatMap(State.Canceled::reason).orElse(null),
                canceled.map(State.Canceled::canceledMs).orElse(null),
                intent.latestCharge().orElse(null),
                intent.nextAction().map(NextAction::jsonb).orElse(null),
                intent.details().returnUrl().orElse(null),
                intent.cancelMs().orElse(null));
    }

    private PaymentIntent intent(Columns row, Tenant tenant) {
        var amount = Money.of(row.number("amount"), CurrencyCode.of(row.text("currency")));
        return new PaymentIntent(
                row.number("id"),
                amount,
                Capture.valueOf(row.text("capture_method").toUpperCase(Locale.ROOT)),
                state(row, amount.currency()),
                row.maybeNumber("latest_charge"),
                details(row, tenant),
                row.integer("revision"));
    }

    private static State state(Columns row, CurrencyCode currency) {
        var error = Optional.ofNullable(row.text("last_error")).map(PaymentError::read);
        long method = row.number("payment_method_id");
        return switch (row.text("status")) {
            case "requires_payment_method" -> new State.RequiresPaymentMethod(error);
            case "requires_confirmation" -> new State.RequiresConfirmation(method);
            case "processing" -> new State.Processing(method);
            case "requires_action" -> new State.RequiresAction(method, NextAction.read(row.text("next_action")));
            case "requires_capture" ->
                new State.RequiresCapture(
                        method, Money.of(row.number("amount_capturable"), currency), row.number("cancel_ms"), error);
            case "succeeded" -> new State.Succeeded(method, Money.of(row.number("amount_received"), currency));
            case "canceled" ->
                new State.Canceled(Optional.ofNullable(row.text("cancellation_reason")), row.number("canceled_ms"));
            default -> throw new IllegalStateException("a payment intent in no state of ours");
        };
    }

    private Details details(Columns row, Tenant tenant) {
        return new Details(
                Optional.ofNullable(row.text("description")),
                Metadata.read(row.text("metadata")),
                Optional.ofNullable(row.text("merchant_order_id")),
                Optional.ofNullable(row.text("merchant_user_id")),
                Optional.ofNullable(row.text("receipt_email")),
                Optional.ofNullable(row.text("return_url")),
                Preference.valueOf(row.text("three_d_secure").toUpperCase(Locale.ROOT)),
                row.maybeNumber("session_id"),
                row.maybeNumber("customer_id"),
                secrets.open(tenant, row.number("id"), row.bytes("client_secret")),
                Optional.ofNullable(row.text("particulars"))
                        .map(Particulars::read)
                        .orElse(Particulars.NONE));
    }
}

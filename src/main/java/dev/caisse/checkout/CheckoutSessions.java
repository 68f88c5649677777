package dev.caisse.checkout;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.CheckoutSession.Buyer;
import dev.caisse.checkout.CheckoutSession.Origin;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSession.Terms;
import dev.caisse.checkout.PaymentLink.Uses;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.customers.BillingDetails;
import dev.caisse.discounts.Discount;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.SetupIntent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where checkout sessions are kept.
public final class CheckoutSessions {
    private static final String COLUMNS = """
        id, status, busy, payment_status, currency, amount_subtotal, amount_total, success_url, cancel_url,
        client_reference_id, customer_email, metadata, payment_method_types, billing_address_collection, locale,
        submit_type, expires_ms, payment_intent_id, client_secret, billing_details, declines, customer_details,
        three_d_secure, capture_method, payer_language, setup_intent_id,
        customer_id, customer_creation, amount_discount, amount_shipping, allow_promotion_codes, coupon_number,
        promotion_code_id, shipping_options, shipping_rate_id, payment_link_id, thanks,
        recovered_from, recipe, asks, collected
        """;

    /// The status a reader sees at a time, as [CheckoutSession#stateAt] has it.
    private static final String STATUS_AT =
            "(case when status = 'open' and not busy and expires_ms <= ? then 'expired' else status end)";

    private static final Table TABLE = Table.named("checkout_sessions")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("mode text", "status text", "payment_status text", "currency text", "amount_subtotal bigint")
            .columns("amount_total bigint", "success_url text", "cancel_url text", "client_reference_id text")
            .columns("customer_email text", "metadata jsonb", "payment_method_types text[]")
            .columns("billing_address_collection text", "locale text", "submit_type text", "expires_ms bigint")
            .columns("payment_intent_id bigint", "client_secret bytea", "billing_details jsonb")
            .columns("three_d_secure text", "capture_method text", "setup_intent_id bigint")
            .columns("customer_id bigint", "customer_creation text")
            .columns("amount_discount bigint", "amount_shipping bigint", "allow_promotion_codes boolean")
            .columns("coupon_number bigint", "promotion_code_id bigint", "shipping_options text[]")
            .columns("shipping_rate_id bigint", "payment_link_id bigint", "thanks text")
            .columns("recovered_from bigint", "recipe jsonb", "asks jsonb");

    private final ClientSecrets secrets;

    public CheckoutSessions(ClientSecrets secrets) {
        this.secrets = secrets;
    }

    /// Which sessions a list is about; what is empty filters nothing.
    record Filter(
            Optional<String> status,
            Optional<Long> intent,
            Optional<String> clientReferenceId,
            Optional<Long> customer,
            Optional<Long> link) {}

    /// How many of a link's sessions are complete, and being paid.
    Uses uses(Tx tx, Tenant tenant, long link, int most) {
        return tx.one(
                        row -> new Uses(Optional.of(most), row.integer("completed"), row.integer("held")),
                        """
                        select count(*) filter (where status = 'complete') as completed,
                               count(*) filter (where status = 'open' and busy) as held
                          from checkout_sessions
                         where account_id = ? and live = ? and payment_link_id = ?
                        """,
                        tenant.account(),
                        tenant.live(),
                        link)
                .orElseThrow();
    }

    /// A session whose time has come, and whose it is.
    record Due(Tenant tenant, long id, long expiresMs) {
        static final Due BEFORE_ALL = new Due(new Tenant(0, false), 0, 0);
    }

    public Optional<CheckoutSession> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                row -> session(row, tenant),
                "select " + COLUMNS + " from checkout_sessions where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// Locks the session; its intent, if it has one, must be locked already.
    Optional<CheckoutSession> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                row -> session(row, tenant),
                "select " + COLUMNS
                        + " from checkout_sessions where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// The last one that was made like an expired session.
    Optional<CheckoutSession> newestRecovered(Sql sql, Tenant tenant, long expired) {
        return sql.one(
                row -> session(row, tenant), "select " + COLUMNS + """
                     from checkout_sessions
                    where account_id = ? and live = ? and recovered_from = ?
                    order by id desc limit 1
                    """, tenant.account(), tenant.live(), expired);
    }

    Page<CheckoutSession> list(Sql sql, Tenant tenant, Filter filter, Slice slice, long nowMs) {
        var found = sql.filtered(
                row -> session(row, tenant),
                "select " + COLUMNS + """
                         from checkout_sessions
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or payment_intent_id = ?::bigint)
                          and (?::text is null or client_reference_id = ?::text)
                          and (?::bigint is null or customer_id = ?::bigint)
                          and (?::bigint is null or payment_link_id = ?::bigint)
                          and (?::text is null or\s\
                        """ + STATUS_AT + " = ?::text) order"
                        + " by id"
                        + " " + slice.order() + " limit"
                        + " ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.intent().orElse(null),
                filter.intent().orElse(null),
                filter.clientReferenceId().orElse(null),
                filter.clientReferenceId().orElse(null),
                filter.customer().orElse(null),
                filter.customer().orElse(null),
                filter.link().orElse(null),
                filter.link().orElse(null),
                filter.status().orElse(null),
                nowMs,
                filter.status().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// For the worker, and so over all tenants: the sessions that are over but not yet expired, oldest first.
    ///
    /// @param after the last one of the page before
    List<Due> due(Sql sql, long nowMs, Due after, int most) {
        return sql.all(
                row -> new Due(
                        new Tenant(row.number("account_id"), row.flag("live")),
                        row.number("id"),
                        row.number("expires_ms")),
                """
                select account_id, live, id, expires_ms
                  from checkout_sessions
                 where status = 'open' and account_id > 0 and expires_ms <= ? and (expires_ms, id) > (?, ?)
                 order by expires_ms, id
                 limit ?
                """,
                nowMs,
                after.expiresMs(),
                after.id(),
                most);
    }

    /// The same of one tenant who lives by a clock of their own.
    List<Due> due(Sql sql, Tenant tenant, long nowMs, Due after, int most) {
        return sql.all(
                row -> new Due(tenant, row.number("id"), row.number("expires_ms")),
                """
                select id, expires_ms
                  from checkout_sessions
                 where account_id = ? and account_id < 0 and live = ? and status = 'open' and expires_ms <= ?
                   and (expires_ms, id) > (?, ?)
                 order by expires_ms, id
                 limit ?
                """,
                tenant.account(),
                tenant.live(),
                nowMs,
                after.expiresMs(),
                after.id(),
                most);
    }

    /// When the next session of such a tenant is over, after a moment.
    Optional<Long> nextDueMs(Sql sql, Tenant tenant, long afterMs) {
        return sql.one(row -> row.number("expires_ms"), """
                select expires_ms from checkout_sessions
                 where account_id = ? and account_id < 0 and live = ? and status = 'open' and expires_ms > ?
                 order by expires_ms limit 1
                """, tenant.account(), tenant.live(), afterMs);
    }

    void add(Inserts into, Tenant tenant, CheckoutSession session) {
        var terms = session.terms();
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                session.id(),
                session.isSetup() ? "setup" : "payment",
                session.state().status(),
                session.paymentStatus(),
                session.currency().map(CurrencyCode::code).orElse(null),
                session.subtotal().minor(),
                session.total().minor(),
                terms.successUrl().orElse(null),
                terms.cancelUrl().orElse(null),
                terms.clientReferenceId().orElse(null),
                terms.customerEmail().orElse(null),
                terms.metadata().jsonb(),
                terms.methodTypes().orElse(null),
                terms.isAddressRequired() ? "required" : "auto",
                terms.locale().orElse(null),
                terms.submitType().orElse(null),
                session.expiresMs(),
                session.payment().map(Payment::intent).orElse(null),
                sealed(tenant, session),
                terms.known().jsonb(),
                terms.threeDSecure().map(CheckoutSessions::word).orElse(null),
                word(terms.capture()),
                session.setup().map(Setup::intent).orElse(null),
                terms.customer().id().orElse(null),
                terms.customer().creation().orElse(null),
                session.extras().discounted(),
                session.extras().shippingAmount(),
                session.extras().allowsCodes().orElse(null),
                session.extras().discount().map(Discount::coupon).orElse(null),
                session.extras().discount().flatMap(Discount::promotionCode).orElse(null),
                ExtrasOfRow.options(session.extras()),
                session.extras().shipping().orElse(null),
                terms.origin().link().orElse(null),
                terms.origin().thanks().orElse(null),
                terms.origin().recovered().orElse(null),
                terms.origin().recipe().map(Recipe::jsonb).orElse(null),
                terms.asks().jsonb().orElse(null));
    }

    /// Saves what moves: the state, the declines, the payer, the metadata.
    void save(Tx tx, Tenant tenant, CheckoutSession session) {
        tx.later(
                """
                update checkout_sessions
                   set status = ?, busy = ?, payment_status = ?, declines = ?, customer_details = ?, metadata = ?,
                       payer_language = ?, customer_id = ?, collected = ?
                 where account_id = ? and live = ? and id = ?
                """,
                session.state().status(),
                session.state() instanceof State.Open open && open.isBusy(),
                session.paymentStatus(),
                session.declines(),
                session.customer().map(BillingDetails::jsonb).orElse(null),
                session.terms().metadata().jsonb(),
                session.language().orElse(null),
                session.terms().customer().id().orElse(null),
                session.collected().jsonb().orElse(null),
                tenant.account(),
                tenant.live(),
                session.id());
    }

    /// Saves another total, and what moved it.
    void saveTotal(Tx tx, Tenant tenant, CheckoutSession session) {
        tx.later(
                """
                update checkout_sessions
                   set amount_subtotal = ?, amount_total = ?, payment_status = ?, amount_discount = ?,
                       amount_shipping = ?, coupon_number = ?, promotion_code_id = ?, shipping_rate_id = ?
                 where account_id = ? and live = ? and id = ? and status = 'open' and not busy
                """,
                session.subtotal().minor(),
                session.total().minor(),
                session.paymentStatus(),
                session.extras().discounted(),
                session.extras().shippingAmount(),
                session.extras().discount().map(Discount::coupon).orElse(null),
                session.extras().discount().flatMap(Discount::promotionCode).orElse(null),
                session.extras().shipping().orElse(null),
                tenant.account(),
                tenant.live(),
                session.id());
    }

    private byte[] sealed(Tenant tenant, CheckoutSession session) {
        return session.payment()
                .map(payment -> secrets.seal(tenant, payment.intent(), payment.clientSecret()))
                .or(() -> session.setup().map(setup -> secrets.seal(tenant, setup.intent(), setup.clientSecret())))
                .orElse(null);
    }

    private CheckoutSession session(Columns row, Tenant tenant) {
        var named = Optional.ofNullable(row.text("currency")).map(CurrencyCode::of);
        var currency = named.orElse(SetupIntent.ANY_CURRENCY);
        var setup = row.maybeNumber("setup_intent_id")
                .map(intent -> new Setup(intent, secrets.open(tenant, intent, row.bytes("client_secret")), named));
        var payment = row.maybeNumber("payment_intent_id")
                .map(intent -> new Payment(intent, secrets.open(tenant, intent, row.bytes("client_secret"))));
        return new CheckoutSession(
                row.number("id"),
                state(row),
                Money.of(row.number("amount_subtotal"), currency),
                Money.of(row.number("amount_total"), currency),
                row.number("expires_ms"),
                payment,
                setup,
                row.integer("declines"),
                Optional.ofNullable(row.text("customer_details")).map(BillingDetails::read),
                Optional.ofNullable(row.text("payer_language")),
                terms(row),
                ExtrasOfRow.of(row),
                Optional.ofNullable(row.text("collected")).map(Collected::read).orElse(Collected.NOTHING));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static State state(Columns row) {
        return switch (row.text("status")) {
            case "open" -> new State.Open(row.flag("busy"));
            case "complete" -> new State.Complete(row.text("payment_status").equals("paid"));
            case "expired" -> new State.Expired();
            default -> throw new IllegalStateException("a session in no state of ours");
        };
    }

    private static Terms terms(Columns row) {
        return new Terms(
                Optional.ofNullable(row.text("success_url")),
                Optional.ofNullable(row.text("cancel_url")),
                Optional.ofNullable(row.text("client_reference_id")),
                Optional.ofNullable(row.text("customer_email")),
                Metadata.read(row.text("metadata")),
                Optional.ofNullable(row.texts("payment_method_types")),
                row.text("billing_address_collection").equals("required"),
                Optional.ofNullable(row.text("locale")),
                Optional.ofNullable(row.text("submit_type")),
                BillingDetails.read(row.text("billing_details")),
                Optional.ofNullable(row.text("three_d_secure"))
                        .map(word -> Preference.valueOf(word.toUpperCase(Locale.ROOT))),
                Capture.valueOf(row.text("capture_method").toUpperCase(Locale.ROOT)),
                new Buyer(row.maybeNumber("customer_id"), Optional.ofNullable(row.text("customer_creation"))),
                Optional.ofNullable(row.text("asks")).map(Asks::read).orElse(Asks.NONE),
                new Origin(
                        row.maybeNumber("payment_link_id"),
                        Optional.ofNullable(row.text("thanks")),
                        row.maybeNumber("recovered_from"),
                        Optional.ofNullable(row.text("recipe")).map(Recipe::read)));
    }
}

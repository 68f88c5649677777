package dev.caisse.checkout;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.PaymentLink.Completion;
import dev.caisse.checkout.PaymentLink.Uses;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Optional;

/// Where payment links are kept.
public final class PaymentLinks {
    private static final String COLUMNS = """
        id, token, active, currency, recipe, redirect_url, thanks, inactive_message, most_completed, completed, held,
        metadata
        """;

    private static final String ONE =
            "select " + COLUMNS + " from payment_links where account_id = ? and live = ? and id = ?";

    private static final Table TABLE = Table.named("payment_links")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("token text", "active boolean", "currency text", "recipe jsonb", "redirect_url text")
            .columns("thanks text", "inactive_message text", "most_completed integer", "metadata jsonb");

    /// A link that was found by its address, and whose it is.
    public record Known(Tenant tenant, PaymentLink link) {}

    /// Of any tenant: whoever holds the address may know whose it is.
    public Optional<Known> findByToken(Sql sql, String token) {
        return sql.one(
                row -> new Known(new Tenant(row.number("account_id"), row.flag("live")), link(row)),
                "select account_id, live, " + COLUMNS + " from payment_links where token = ?",
                token);
    }

    public Optional<PaymentLink> find(Sql sql, Tenant tenant, long id) {
        return sql.one(PaymentLinks::link, ONE, tenant.account(), tenant.live(), id);
    }

    Optional<PaymentLink> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(PaymentLinks::link, ONE + " for no key update", tenant.account(), tenant.live(), id);
    }

    /// Holds a link whose session begins or ends: alone where there is a limit to be counted against, else together
    /// with others, only so that no limit comes about meanwhile.
    PaymentLink lockToCount(Tx tx, Tenant tenant, long id) {
        return lockLimited(tx, tenant, id)
                .or(() -> tx.one(
                        PaymentLinks::link,
                        ONE + " and most_completed is null for share",
                        tenant.account(),
                        tenant.live(),
                        id))
                .or(() -> lockLimited(tx, tenant, id))
                .orElseThrow();
    }

    private Optional<PaymentLink> lockLimited(Tx tx, Tenant tenant, long id) {
        return tx.one(
                PaymentLinks::link,
                ONE + " and most_completed is not null for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<PaymentLink> list(Sql sql, Tenant tenant, Optional<Boolean> active, Slice slice) {
        var found = sql.filtered(
                PaymentLinks::link,
                "select " + COLUMNS + """
                     from payment_links
                    where account_id = ? and live = ? and id > ? and id < ?
                      and (?::boolean is null or active = ?::boolean)
                    order by id\s\
                    """ + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                active.orElse(null),
                active.orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    void add(Inserts into, Tenant tenant, PaymentLink link) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                link.id(),
                link.token(),
                link.isActive(),
                link.currency().code(),
                link.recipe().jsonb(),
                link.completion().redirectUrl().orElse(null),
                link.completion().thanks().orElse(null),
                link.inactiveMessage().orElse(null),
                link.uses().most().orElse(null),
                link.metadata().jsonb());
    }

    /// Saves what a merchant may change.
    void save(Tx tx, Tenant tenant, PaymentLink link) {
        tx.later(
                """
                update payment_links
                   set active = ?, recipe = ?, redirect_url = ?, thanks = ?, inactive_message = ?, most_completed = ?,
                       completed = ?, held = ?, metadata = ?
                 where account_id = ? and live = ? and id = ?
                """,
                link.isActive(),
                link.recipe().jsonb(),
                link.completion().redirectUrl().orElse(null),
                link.completion().thanks().orElse(null),
                link.inactiveMessage().orElse(null),
                link.uses().most().orElse(null),
                link.uses().completed(),
                link.uses().held(),
                link.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                link.id());
    }

    /// Saves what its sessions change.
    void saveUses(Tx tx, Tenant tenant, PaymentLink link) {
        tx.later(
                "update payment_links set active = ?, completed = ?, held = ?"
                        + " where account_id = ? and live = ? and id = ?",
                link.isActive(),
                link.uses().completed(),
                link.uses().held(),
                tenant.account(),
                tenant.live(),
                link.id());
    }

    private static PaymentLink link(Columns row) {
        return new PaymentLink(
                row.number("id"),
                row.text("token"),
                row.flag("active"),
                CurrencyCode.of(row.text("currency")),
                Recipe.read(row.text("recipe")),
                new Completion(Optional.ofNullable(row.text("redirect_url")), Optional.ofNullable(row.text("thanks"))),
                Optional.ofNullable(row.text("inactive_message")),
                new Uses(
                        row.maybeNumber("most_completed").map(Long::intValue),
                        row.integer("completed"),
                        row.integer("held")),
                Metadata.read(row.text("metadata")));
    }
}

package dev.caisse.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.api.Tenant;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import java.util.Optional;

/// Keeps card numbers, sealed for one tenant and one token: a row that is moved elsewhere does not open. Everyone else
/// holds tokens.
public final class Vault {
    private static final Table TABLE = Table.named("vault_cards")
            .key("account_id bigint", "live boolean", "token bigint")
            .columns("sealed bytea", "fingerprint text");

    public static final SealedColumn SEALED = SealedColumn.ofTenants(
            "vault_cards", "token bigint", "sealed", row -> context(tenant(row), row.number("token")));

    private final Keyset keyset;

    public Vault(Keyset keyset) {
        this.keyset = keyset;
    }

    /// Keeps the number under a token of the caller's making, an id that was never used here before, and answers it.
    public long keep(Inserts into, Tenant tenant, CardNumber number, long token) {
        var sealed = keyset.seal(number.inClear().getBytes(US_ASCII), context(tenant, token));
        into.add(TABLE, tenant.account(), tenant.live(), token, sealed, fingerprint(tenant, number));
        return token;
    }

    /// Keeps what else only a provider may see of a payment method, such as an account's number, under its token.
    public void keepText(Inserts into, Tenant tenant, String text, long token) {
        var sealed = keyset.seal(text.getBytes(UTF_8), context(tenant, token));
        var fingerprint = keyset.fingerprint("text/" + tenant.account() + "/" + tenant.mode() + "/" + text);
        into.add(TABLE, tenant.account(), tenant.live(), token, sealed, fingerprint);
    }

    /// The same in clear, for one call to a connector; empty when nothing is kept.
    public Optional<String> openText(Sql sql, Tenant tenant, long token) {
        return opened(sql, tenant, token).map(bytes -> new String(bytes, UTF_8));
    }

    /// The number in clear, for one call to a connector.
    ///
    /// @throws Unsealable when the row was made for another tenant or token, or by another keyset
    public Optional<CardNumber> open(Sql sql, Tenant tenant, long token) {
        return opened(sql, tenant, token).flatMap(digits -> CardNumber.read(new String(digits, US_ASCII)));
    }

    private Optional<byte[]> opened(Sql sql, Tenant tenant, long token) {
        return sql.one(
                        columns -> columns.bytes("sealed"),
                        "select sealed from vault_cards where account_id = ? and live = ? and token = ?",
                        tenant.account(),
                        tenant.live(),
                        token)
                .map(row -> keyset.open(row, context(tenant, token)));
    }

    /// The same for the same card of the same tenant; two tenants cannot find out that they share a payer.
    public String fingerprint(Tenant tenant, CardNumber number) {
        return keyset.fingerprint("card/" + tenant.account() + "/" + tenant.mode() + "/" + number.inClear());
    }

    private static Tenant tenant(Columns row) {
        return new Tenant(row.number("account_id"), row.flag("live"));
    }

    private static String context(Tenant tenant, long token) {
        return "card/" + tenant.account() + "/" + tenant.mode() + "/" + token;
    }
}

package dev.caisse.payments;

import dev.caisse.api.Secret;
import dev.caisse.api.Tenant;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.ids.Prefix;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;

/// Makes, seals and opens client secrets: what lets a payer's browser see one intent. At rest they are sealed for their
/// tenant and intent.
public final class ClientSecrets {
    private static final int LETTERS = 24;

    /// @param intent finds in a row whose secret it is
    private static SealedColumn of(String table, Function<Columns, Long> intent) {
        return SealedColumn.ofTenants(
                table,
                "id bigint",
                "client_secret",
                row -> context(new Tenant(row.number("account_id"), row.flag("live")), intent.apply(row)));
    }

    /// Where they are kept.
    public static final List<SealedColumn> SEALED = List.of(
            of("payment_intents", row -> row.number("id")),
            of("setup_intents", row -> row.number("id")),
            of(
                    "checkout_sessions",
                    row -> row.maybeNumber("payment_intent_id").orElseGet(() -> row.number("setup_intent_id"))));

    private final Keyset keyset;
    private final SecureRandom random;

    public ClientSecrets(Keyset keyset, SecureRandom random) {
        this.keyset = keyset;
        this.random = random;
    }

    /// `<id>_secret_<24 letters and digits>`
    ///
    /// @param kind what it is a secret of
    public Secret make(Prefix kind, long intent) {
        return new Secret(kind.id(intent) + "_secret_" + Tokens.letters(random, LETTERS));
    }

    public byte[] seal(Tenant tenant, long intent, Secret secret) {
        return keyset.seal(secret.text().getBytes(StandardCharsets.UTF_8), context(tenant, intent));
    }

    public Secret open(Tenant tenant, long intent, byte[] sealed) {
        return new Secret(new String(keyset.open(sealed, context(tenant, intent)), StandardCharsets.UTF_8));
    }

    private static String context(Tenant tenant, long intent) {
        return "client_secret:" + tenant.account() + ":" + tenant.mode() + ":" + intent;
    }
}

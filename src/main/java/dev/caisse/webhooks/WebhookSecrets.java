package dev.caisse.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.api.Secret;
import dev.caisse.api.Tenant;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.SealedColumn;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/// Makes, seals and opens what deliveries are signed with. At rest they are sealed for their tenant and endpoint.
final class WebhookSecrets {
    private static final int LETTERS = 32;

    private static SealedColumn column(String name) {
        return SealedColumn.ofTenants(
                "webhook_endpoints",
                "id bigint",
                name,
                row -> context(new Tenant(row.number("account_id"), row.flag("live")), row.number("id")));
    }

    static final List<SealedColumn> SEALED = List.of(column("secret"), column("old_secret"));

    private final Keyset keyset;
    private final SecureRandom random;

    WebhookSecrets(Keyset keyset, SecureRandom random) {
        this.keyset = keyset;
        this.random = random;
    }

    /// `whsec_<32 letters and digits>`
    Secret make() {
        return new Secret("whsec_" + Tokens.letters(random, LETTERS));
    }

    byte[] seal(Tenant tenant, long endpoint, Secret secret) {
        return keyset.seal(secret.text().getBytes(US_ASCII), context(tenant, endpoint));
    }

    /// Those that are valid at a moment, the newest last.
    List<Secret> open(WebhookEndpoint endpoint, long nowMs) {
        var old = endpoint.secrets().old().filter(secret -> secret.untilMs() > nowMs);
        return Stream.concat(
                        old.map(SealedSecrets.Old::sealed).stream(),
                        Stream.of(endpoint.secrets().current()))
                .map(bytes -> open(endpoint, bytes))
                .toList();
    }

    private Secret open(WebhookEndpoint endpoint, byte[] bytes) {
        return new Secret(new String(keyset.open(bytes, context(endpoint.tenant(), endpoint.id())), US_ASCII));
    }

    private static String context(Tenant tenant, long endpoint) {
        return "webhook_secret:" + tenant.account() + ":" + tenant.mode() + ":" + endpoint;
    }
}

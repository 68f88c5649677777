package dev.caisse.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.api.Tenant;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Unsealable;
import dev.caisse.platform.db.DbFailure;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final Tenant SHOP = new Tenant(1, false);
    private static final Tenant SHOP_LIVE = new Tenant(1, true);
    private static final Tenant NEIGHBOUR = new Tenant(2, false);
    private static final CardNumber CARD =
            CardNumber.read("4242 4242 4242 4242").orElseThrow();
    private static final AtomicLong TOKENS = new AtomicLong(1000);

    private static TestDatabase database;

    private final Vault vault = new Vault(Keyset.create());
    private final long token = TOKENS.incrementAndGet();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aKeptCardOpensForItsTenantAndToken() {
        assertThat(keep(SHOP)).isEqualTo(token);
        assertThat(vault.open(database.db(), SHOP, token)).contains(CARD);
    }

    @Test
    void aKeptCardDoesNotExistForAnyOtherTenantModeOrToken() {
        keep(SHOP);
        assertThat(vault.open(database.db(), NEIGHBOUR, token)).isEmpty();
        assertThat(vault.open(database.db(), SHOP_LIVE, token)).isEmpty();
        assertThat(vault.open(database.db(), SHOP, token + 1_000_000)).isEmpty();
    }

    @Test
    void aRowMovedToAnotherTenantModeOrTokenDoesNotOpen() {
        keep(SHOP);
        assertMovedDoesNotOpen(NEIGHBOUR, token);
        assertMovedDoesNotOpen(SHOP_LIVE, token);
        assertMovedDoesNotOpen(SHOP, token + 500_000);
    }

    @Test
    void anotherKeysetDoesNotOpenIt() {
        keep(SHOP);
        var other = new Vault(Keyset.create());
        assertThatThrownBy(() -> other.open(database.db(), SHOP, token)).isInstanceOf(Unsealable.class);
    }

    @Test
    void theRowHoldsNoCardNumber() {
        keep(SHOP);
        var row = database.db()
                .one(
                        columns -> new String(columns.bytes("sealed"), ISO_8859_1) + columns.text("fingerprint"),
                        "select sealed, fingerprint from vault_cards where account_id = 1 and live = false and token = ?",
                        token)
                .orElseThrow();
        assertThat(row).doesNotContain("4242").contains(vault.fingerprint(SHOP, CARD));
    }

    @Test
    void aTokenIsUsedOnceAndTheRefusalHoldsNoNumber() {
        keep(SHOP);
        assertThatThrownBy(() -> keep(SHOP))
                .isInstanceOf(DbFailure.class)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("4242"));
    }

    @Test
    void aFingerprintIsTheSameForTheSameCardOfOneTenantOnly() {
        var mastercard = CardNumber.read("5555555555554444").orElseThrow();
        assertThat(vault.fingerprint(SHOP, CARD))
                .isEqualTo(vault.fingerprint(
                        SHOP, CardNumber.read("4242-4242-4242-4242").orElseThrow()))
                .isNotEqualTo(vault.fingerprint(SHOP, mastercard))
                .isNotEqualTo(vault.fingerprint(NEIGHBOUR, CARD))
                .isNotEqualTo(vault.fingerprint(SHOP_LIVE, CARD))
                .matches("[0-9A-Za-z]{20}");
    }

    private long keep(Tenant tenant) {
        return database.db().inTransaction(tx -> vault.keep(tx, tenant, CARD, token));
    }

    private void assertMovedDoesNotOpen(Tenant tenant, long to) {
        database.db().run("""
                        insert into vault_cards (account_id, live, token, sealed, fingerprint)
                        select ?, ?, ?, sealed, fingerprint from vault_cards
                        where account_id = 1 and live = false and token = ?""", tenant.account(), tenant.live(), to, token);
        assertThatThrownBy(() -> vault.open(database.db(), tenant, to)).isInstanceOf(Unsealable.class);
    }
}

package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.platform.db.CuttingProxy.Cut;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a transaction keeps back is neither lost, nor done in another order, nor called done when it was not.
class TxTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Table NUMBERS = Table.named("numbers").key("id bigint").columns("number integer");

    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private CuttingProxy proxy;
    private Db proxied;

    @BeforeEach
    void opens() throws IOException {
        db.run("create table numbers (id bigint primary key, number integer check (number >= 0))");
        var address = database.url().replaceFirst("^jdbc:postgresql://([^/]+)/.*", "$1");
        proxy = new CuttingProxy(address.contains(":") ? address : address + ":5432");
        var url = database.url().replace("//" + address + "/", "//127.0.0.1:" + proxy.port() + "/");
        proxied = Db.open(url, database.user(), database.password(), 1, SOON);
    }

    @AfterEach
    void closes() throws IOException {
        proxied.close();
        proxy.close();
        database.close();
    }

    @Test
    void whatIsKeptBackIsCommitted() {
        db.inTransaction(tx -> {
            tx.add(NUMBERS, 1L, 5);
            tx.later("update numbers set number = number * 2 where id = ?", 1L);
            tx.later("update numbers set number = number + 1 where id = ?", 1L);
            return null;
        });
        assertThat(number(1)).isEqualTo(11);
    }

    @Test
    void aQueryAndACountSeeWhatWasKeptBackBeforeThem() {
        db.inTransaction(tx -> {
            tx.add(NUMBERS, 1L, 5);
            tx.add(NUMBERS, 2L, 6);
            assertThat(tx.all(row -> row.integer("number"), "select number from numbers order by id"))
                    .containsExactly(5, 6);
            tx.later("delete from numbers where id = ?", 1L);
            assertThat(tx.run("update numbers set number = 7 where id in (?, ?)", 1L, 2L))
                    .isEqualTo(1);
            assertThat(tx.one(row -> row.integer("number"), "select number from numbers where id = ?", 1L))
                    .isEmpty();
            return null;
        });
        assertThat(number(2)).isEqualTo(7);
    }

    @Test
    void whatFailsAtTheCommitLeavesNothingAndIsNotInDoubt() {
        assertThatThrownBy(() -> db.inTransaction(tx -> {
                    tx.add(NUMBERS, 1L, 5);
                    tx.add(NUMBERS, 2L, -1);
                    tx.add(NUMBERS, 3L, 5);
                    return null;
                }))
                .isInstanceOfSatisfying(DbFailure.class, failure -> {
                    assertThat(failure.isInDoubt()).isFalse();
                    assertThat(failure.broke("numbers_number_check")).isTrue();
                });
        assertThat(count()).isZero();
    }

    @Test
    void whatTheWorkThrowsLeavesNothing() {
        assertThatThrownBy(() -> db.inTransaction(tx -> {
                    tx.add(NUMBERS, 1L, 5);
                    throw new IllegalArgumentException("changed its mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(count()).isZero();
    }

    @Test
    void aConnectionIsAsGoodAsNewAfterwards() {
        for (int i = 1; i <= 20; i++) {
            long id = i;
            proxied.inTransaction(tx -> {
                tx.add(NUMBERS, id, 1);
                return null;
            });
            proxied.run("update numbers set number = 2 where id = ?", id);
        }
        assertThat(db.one(row -> row.number("n"), "select count(*) as n from numbers where number = 2"))
                .hasValue(20L);
    }

    @Test
    void aConnectionLostWithTheCommitLeavesDoubt() {
        proxy.cut(_ -> Cut.IN);
        assertThatThrownBy(() -> proxied.inTransaction(tx -> {
                    tx.add(NUMBERS, 1L, 5);
                    return null;
                }))
                .isInstanceOfSatisfying(
                        DbFailure.class,
                        failure -> assertThat(failure.isInDoubt()).isTrue());
    }

    @Test
    void aConnectionLostBeforeTheCommitLeavesNothing() {
        proxy.cut(_ -> Cut.BEFORE);
        assertThatThrownBy(() -> proxied.inTransaction(tx -> {
                    tx.add(NUMBERS, 1L, 5);
                    return null;
                }))
                .isInstanceOf(DbFailure.class);
        assertThat(count()).isZero();
    }

    private int number(long id) {
        return db.one(row -> row.integer("number"), "select number from numbers where id = ?", id)
                .orElseThrow();
    }

    private long count() {
        return db.one(row -> row.number("n"), "select count(*) as n from numbers")
                .orElseThrow();
    }
}

package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.SandboxProcess;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The bank is a process of its own, and the server is killed after it has heard of a dispute and before it is written
/// down: the bank tells again, and everything is there once.
class DisputeKillStory {

    @Test
    void aServerThatDiesBetweenNoticeAndRecordHearsOfTheDisputeAgain() {
        int port = ServerProcess.freePort();
        var database = TestDatabase.fresh();
        try (var bank = SandboxProcess.start(Map.of("CAISSE_PUBLIC_URL", "http://127.0.0.1:" + port))) {
            var more = Map.of(
                    "CAISSE_PORT",
                    Integer.toString(port),
                    "CAISSE_SANDBOX_URL",
                    bank.url(),
                    "CAISSE_SANDBOX_SECRET",
                    SandboxProcess.SECRET);
            var variables = new HashMap<>(TestServer.variables(database, more));
            var merchant = new Client("http://127.0.0.1:" + port, TestServer.SECRET_KEY);
            try (var server = ServerProcess.start(variables)) {
                database.db().run("""
                        create function wait() returns trigger language plpgsql as
                        $$ begin perform pg_sleep(600); return new; end $$
                        """);
                database.db().run("create trigger wait before insert on disputes for each row execute function wait()");
                var intent = merchant.post("/v1/payment_intents", """
                        {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_createDispute"}""");
                assertThat(intent.at("status")).isEqualTo("succeeded");
                Eventually.holds(() -> sleeping(database) > 0);
                server.kill();
            }
            database.db().all(row -> row.flag("done"), """
                    select pg_terminate_backend(pid) as done from pg_stat_activity
                     where wait_event = 'PgSleep' and datname = current_database()
                    """);
            Eventually.holds(() -> sleeping(database) == 0);
            database.db().run("drop trigger wait on disputes");
            assertThat(count(database, "select count(*) as n from disputes")).isZero();
            try (var _ = ServerProcess.start(variables)) {
                Eventually.holds(() -> !merchant.get("/v1/disputes").at("data").equals("[]"));
                var dispute = merchant.get("/v1/disputes").at("data.0.id");
                merchant.post("/v1/disputes/" + dispute, "{\"evidence\": {\"receipt\": \"winning_evidence\"}}");
                Eventually.holds(() ->
                        merchant.get("/v1/disputes/" + dispute).at("status").equals("won"));
            }
            assertThat(count(database, "select count(*) as n from disputes")).isEqualTo(1);
            assertThat(count(database, "select count(*) as n from transfers where kind like 'dispute%'"))
                    .isEqualTo(2);
            assertThat(count(database, "select count(*) as n from events where type = 'charge.dispute.created'"))
                    .isEqualTo(1);
        } finally {
            database.close();
        }
    }

    private static long sleeping(TestDatabase database) {
        return count(
                database,
                "select count(*) as n from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()");
    }

    private static long count(TestDatabase database, String sql) {
        return database.db().one(row -> row.number("n"), sql).orElseThrow();
    }
}

package dev.caisse.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Notices are kept as long as their acquirers may repeat them, and no longer.
class ForgetNoticesTest {

    @Test
    void aNodeForgetsNoticesAfterThirtyOneDaysAndNoneBefore() {
        try (var server = TestServer.start()) {
            add(server, 2_500, Duration.ofDays(31).plusMinutes(1));
            add(server, 10, Duration.ofDays(30));
            try (var _ = server.beside()) {
                Eventually.holds(() -> kept(server) == 10);
            }
            assertThat(kept(server)).isEqualTo(10);
        }
    }

    private static void add(TestServer server, int howMany, Duration age) {
        long receivedMs = server.clock().nowMs() - age.toMillis();
        server.db().run("""
                insert into notices (account_id, live, connector, id, reference, received_ms)
                select 1, false, 'sandbox', 'notice ' || ? || n, n::text, ? from generate_series(1, ?) n
                """, Long.toString(receivedMs), receivedMs, howMany);
    }

    private static long kept(TestServer server) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from notices")
                .orElseThrow();
    }
}

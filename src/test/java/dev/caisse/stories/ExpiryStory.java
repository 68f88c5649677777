package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sessions whose time has come: each ends once, and whoever pays at that very moment has either paid or not.
class ExpiryStory {
    private static final int MANY = 500;
    private static final int ROUNDS = 100;

    private static final Random RANDOM = new Random(Long.getLong("caisse.seed", System.nanoTime()));

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void manySessionsThatAreDueAtOnceAllExpireOnceEach() {
        Together.run(4, _ -> {
            for (int made = 0; made < MANY / 4; made++) {
                assertThat(merchant.newSession().status()).isEqualTo(200);
            }
            return true;
        });
        server.advance(Duration.ofHours(24).plusMinutes(1));
        Eventually.holds(() -> count("select count(*) as n from checkout_sessions where status <> 'expired'") == 0);
        assertThat(count("select count(*) as n from payment_intents where status <> 'canceled'"))
                .isZero();
        assertThat(mostEvents("checkout.session.expired")).isEqualTo(1);
        assertThat(mostEvents("payment_intent.canceled")).isEqualTo(1);
        assertThat(count("select count(*) as n from events where type = 'checkout.session.expired'"))
                .isEqualTo(count("select count(*) as n from checkout_sessions"));
        assertThat(count("select count(*) as n from events where type = 'payment_intent.canceled'"))
                .isEqualTo(count("select count(*) as n from checkout_sessions"));
    }

    @Test
    void whoPaysWhileTheSessionExpiresHasEitherPaidOrNot() {
        int expired = 0;
        int complete = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var session = merchant.newSession();
            var html = merchant.page(session.at("url")).text();
            boolean isPayerFirst = round % 2 == 0;
            Together.run(2, racer -> {
                pause(racer * RANDOM.nextInt(8));
                return isPayerFirst == (racer == 0) ? pressed(session, html) : ended(session);
            });
            var status = agreed(session);
            expired += status.equals("expired") ? 1 : 0;
            complete += status.equals("complete") ? 1 : 0;
        }
        assertThat(expired + complete).isEqualTo(ROUNDS);
        assertThat(expired).isPositive();
        assertThat(complete).isPositive();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply pressed(Reply session, String html) {
        return merchant.submit(session.at("url"), html, Map.of());
    }

    private static Reply ended(Reply session) {
        return merchant.post("/v1/checkout/sessions/" + session.at("id") + "/expire", "");
    }

    /// The session's status, after seeing that intent, charges and the bank's book say the same.
    private static String agreed(Reply session) {
        var status = merchant.get("/v1/checkout/sessions/" + session.at("id")).at("status");
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        boolean isComplete = status.equals("complete");
        long number = Long.parseLong(session.at("payment_intent").substring("pi_".length()));
        assertThat(intent.at("status")).isEqualTo(isComplete ? "succeeded" : "canceled");
        assertThat(count("select count(*) as n from charges where intent_id = ?", number))
                .isEqualTo(isComplete ? 1 : 0);
        assertThat(count("""
                select count(*) as n from attempts a join sandbox.book b on b.reference = a.reference
                 where a.intent_id = ? and b.outcome = 'approved'
                """, number)).isEqualTo(isComplete ? 1 : 0);
        return status;
    }

    /// How many events of a type the object that has most of them has.
    private static long mostEvents(String type) {
        return count("""
                select coalesce(max(n), 0) as n
                  from (select count(*) as n from events where type = ? group by object->>'id') each_object
                """, type);
    }

    private static long count(String sql, Object... values) {
        return server.db().one(row -> row.number("n"), sql, values).orElseThrow();
    }
}

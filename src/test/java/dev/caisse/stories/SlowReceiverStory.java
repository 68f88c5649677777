package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Merchants;
import dev.caisse.TestServer;
import dev.caisse.webhooks.Hooks;
import dev.caisse.webhooks.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One of fifty endpoints, over four accounts, hangs for ever.
@Timeout(300)
class SlowReceiverStory {
    private static final int ENDPOINTS = 50;
    private static final int ACCOUNTS = 4;
    private static final int EVENTS_OF_EACH = 150;
    /// Long enough for a machine that is busy with other things, and shorter than one call to who hangs.
    private static final Duration SOON = Duration.ofSeconds(9);

    @Test
    void theOthersAreDeliveredToAsIfItWereNotThere() {
        var never = new CountDownLatch(1);
        try (var server = TestServer.start();
                var hanging = Receiver.answering((_, _) -> never.await())) {
            var accounts = accounts(server);
            var receivers = new ArrayList<Receiver>();
            Hooks.at(accounts.getFirst(), hanging.url(), "product.created");
            for (int i = 1; i < ENDPOINTS; i++) {
                var receiver = Receiver.taking();
                receivers.add(receiver);
                Hooks.at(accounts.get(i % ACCOUNTS), receiver.url(), "product.created");
            }
            // Until the one that hangs has all the calls it may have.
            Hooks.happen(accounts.getFirst(), 20);
            Eventually.holds(() -> hanging.count() == 8);
            accounts.forEach(account -> {
                Hooks.happen(account, EVENTS_OF_EACH);
                long happenedMs = System.currentTimeMillis();
                Eventually.holds(
                        () -> receivers.stream().mapToInt(Receiver::count).sum() >= expected(accounts, account));
                assertThat(System.currentTimeMillis() - happenedMs).isLessThan(SOON.toMillis());
            });
            assertThat(receivers.stream().mapToInt(Receiver::count).sum())
                    .isEqualTo(expected(accounts, accounts.getLast()));
        } finally {
            never.countDown();
        }
    }

    private static List<Client> accounts(TestServer server) {
        return Stream.concat(
                        Stream.of(server.client()),
                        Stream.generate(() -> Merchants.another(server)).limit(ACCOUNTS - 1))
                .toList();
    }

    /// What the receivers that are well must have got when this account is the last that did something.
    private static int expected(List<Client> accounts, Client last) {
        int deliveries = 20 * endpoints(0);
        for (int i = 0; i <= accounts.indexOf(last); i++) {
            deliveries += EVENTS_OF_EACH * endpoints(i);
        }
        return deliveries;
    }

    private static int endpoints(int account) {
        int endpoints = 0;
        for (int i = 1; i < ENDPOINTS; i++) {
            endpoints += i % ACCOUNTS == account ? 1 : 0;
        }
        return endpoints;
    }
}

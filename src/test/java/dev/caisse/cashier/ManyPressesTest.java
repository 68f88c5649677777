package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many presses of one button at once: one of them pays, and all hear the same truth.
@Timeout(300)
class ManyPressesTest {
    private static final int PRESSES = 32;
    // One for each test, because declines of the one are remembered against the other.
    private final Till till = new Till(Map.of());

    @AfterEach
    void stop() {
        till.close();
    }

    @Test
    void oneOfThemChargesAndAllLeadToTheShop() {
        var session = till.session();
        int before = till.book();
        assertThat(pressed(session, "4242424242424242")).hasSize(PRESSES).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).hasValue(till.thanks(session));
        });
        assertThat(till.charges(session)).isEqualTo(1);
        assertThat(till.book() - before).isEqualTo(1);
    }

    @Test
    void noMoreThanTenAreDeclined() {
        var session = till.session();
        till.decline(session, 8);
        assertThat(pressed(session, "4000000000000002"))
                .allSatisfy(answer -> assertThat(answer.status() == 402
                                || answer.status() == 429
                                || answer.text().contains("Your payment is under way"))
                        .as(answer.text())
                        .isTrue());
        till.decline(session, 3);
        assertThat(till.charges(session)).isLessThanOrEqualTo(10);
        assertThat(pressed(session, "4242424242424242"))
                .noneSatisfy(answer -> assertThat(answer.status()).isEqualTo(303));
    }

    private List<Reply> pressed(Reply session, String card) {
        var url = session.at("url");
        var html = till.merchant.page(url).text();
        var ready = new CountDownLatch(PRESSES);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, PRESSES)
                    .mapToObj(_ -> threads.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return till.merchant.submit(url, html, Map.of("cardNumber", card));
                    }))
                    .toList();
            return answers.stream().map(ManyPressesTest::answer).toList();
        }
    }

    private static Reply answer(Future<Reply> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}

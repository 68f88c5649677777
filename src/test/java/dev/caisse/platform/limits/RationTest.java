package dev.caisse.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.SettableClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RationTest {
    private final SettableClock clock = new SettableClock();
    private final Ration ration = new Ration(3, Duration.ofHours(1), clock);

    @Test
    void nobodyGetsMoreThanTheRation() {
        assertThat(taken(5)).isEqualTo(3);
        assertThat(ration.take("another")).isTrue();
    }

    @Test
    void noStretchOfTheWindowsLengthHoldsMore() {
        assertThat(ration.take("a")).isTrue();
        clock.advance(Duration.ofMinutes(50));
        assertThat(taken(5)).isEqualTo(2);
        clock.advance(Duration.ofMinutes(11));
        assertThat(taken(5)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(50));
        assertThat(taken(5)).isEqualTo(2);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        taken(3);
        ration.giveBack("a");
        assertThat(taken(5)).isEqualTo(1);
    }

    @Test
    void givingBackWhatNobodyTookChangesNothing() {
        ration.giveBack("a");
        assertThat(taken(5)).isEqualTo(3);
    }

    @Test
    void manyAtOnceGetNoMoreThanTheRation() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 100)
                    .<Callable<Boolean>>mapToObj(_ -> () -> ration.take("a"))
                    .toList();
            var got = threads.invokeAll(all).stream().filter(one -> one.resultNow());
            assertThat(got.count()).isEqualTo(3);
        }
    }

    private long taken(int tries) {
        return IntStream.range(0, tries).filter(_ -> ration.take("a")).count();
    }
}

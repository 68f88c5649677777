package dev.caisse.connectors.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.Call;
import dev.caisse.connectors.Rehearsal.Operation;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long a call is on the line, on a clock that only moves when somebody sleeps or works.
class LineTest {
    private static final long DEADLINE_MS = 10_000;

    private final AtomicLong passedMs = new AtomicLong();
    private final Clock clock = new Clock() {
        @Override
        public long nowMs() {
            return passedMs.get();
        }

        @Override
        public long monotonicNanos() {
            return Duration.ofMillis(passedMs.get()).toNanos();
        }

        /// Whoever waits for the deadline does so until they are interrupted; everybody else's time passes at once.
        @Override
        public void sleep(Duration howLong) {
            if (howLong.toMillis() > DEADLINE_MS / 2) {
                sleepOn();
            } else {
                passedMs.addAndGet(howLong.toMillis());
            }
        }
    };

    @ParameterizedTest
    @CsvSource({"100, 0, 100", "100, 30, 100", "100, 50, 100", "100, 80, 130", "0, 30, 30"})
    void whatTheBankDoesIsWithinItsLatency(long latencyMs, long workMs, long totalMs) {
        assertThat(carried("latency=" + latencyMs, workMs)).isEqualTo("done");
        assertThat(passedMs).hasValue(totalMs);
    }

    @Test
    void withoutARehearsalACallTakesWhatItTakes() {
        assertThat(carried(null, 30)).isEqualTo("done");
        assertThat(passedMs).hasValue(30);
    }

    private String carried(String rehearsal, long workMs) {
        var call = new Call("ref", Optional.empty(), DEADLINE_MS, Optional.ofNullable(rehearsal));
        return new Line(clock)
                .carry(Operation.AUTHORIZE, call, new Errand<>(() -> worked(workMs), why -> why, _ -> {}));
    }

    private String worked(long ms) {
        passedMs.addAndGet(ms);
        return "done";
    }

    private static void sleepOn() {
        try {
            Thread.sleep(Duration.ofMinutes(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

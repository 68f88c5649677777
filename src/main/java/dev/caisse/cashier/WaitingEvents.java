package dev.caisse.cashier;

import dev.caisse.platform.http.Response;
import dev.caisse.platform.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Server-sent events for a page that waits: one bite of a few seconds, which ends at once when there is something to
/// see. A browser asks for the next bite by itself; one without events may fetch the same address.
final class WaitingEvents {
    private static final Duration BITE = Duration.ofSeconds(4);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final String WAITING = "retry: 300\n: waiting\n\n";
    private static final String OVER = "event: over\ndata: over\n\n";

    private final Clock clock;
    private final Truth truth;

    WaitingEvents(Clock clock, Truth truth) {
        this.clock = clock;
        this.truth = truth;
    }

    Response answer(Visit visit) {
        long deadline = clock.monotonicNanos() + BITE.toNanos();
        boolean isWaiting = truth.isWaiting(visit);
        while (isWaiting && clock.monotonicNanos() - deadline < 0) {
            clock.sleep(LOOK);
            isWaiting = truth.isWaiting(visit);
        }
        var text = isWaiting ? WAITING : OVER;
        return Response.of(200, "text/event-stream; charset=utf-8", text.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff");
    }
}

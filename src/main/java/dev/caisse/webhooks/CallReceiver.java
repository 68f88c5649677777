package dev.caisse.webhooks;

import dev.caisse.api.Tenant;
import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Delivery.Try;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Signs a body, sends it, and says what was heard. Holds no database connection; never throws for what the receiver
/// does.
final class CallReceiver {
    private final Clock clock;
    private final Receivers receivers;

    CallReceiver(Clock clock, Receivers receivers) {
        this.clock = clock;
        this.receivers = receivers;
    }

    /// Empty when we stopped waiting because this node stops, so that nobody knows.
    Optional<Try> run(Tenant tenant, Destination destination, byte[] body) {
        long atMs = clock.nowMs();
        long start = clock.monotonicNanos();
        var signed = Signature.headers(destination.dialect().signatureHeaders(), body, destination.secrets(), atMs);
        var heard = receivers.post(tenant, destination.url(), signed, body);
        long tookMs = (clock.monotonicNanos() - start) / 1_000_000;
        return switch (heard) {
            case Answered answered -> Optional.of(heard(atMs, tookMs, answered));
            case Failed failed when failed.reason() == Reason.STOPPED -> Optional.empty();
            case Failed failed ->
                Optional.of(new Try(atMs, tookMs, Optional.empty(), Optional.empty(), Optional.of(why(failed))));
        };
    }

    private static Try heard(long atMs, long tookMs, Answered answered) {
        return new Try(atMs, tookMs, Optional.of(answered.status()), Optional.of(text(answered)), whyNot(answered));
    }

    private static String why(Failed failed) {
        return failed.reason() == Reason.TIMED_OUT
                ? "No answer came within " + Receivers.PATIENCE.toSeconds() + " seconds."
                : failed.why();
    }

    private static Optional<String> whyNot(Answered answered) {
        if (answered.isSuccess()) {
            return Optional.empty();
        }
        boolean isRedirect = answered.status() >= 300 && answered.status() < 400;
        return Optional.of("The receiver answered " + answered.status()
                + (isRedirect ? "; redirects are not followed." : "; only 200 to 299 counts as received."));
    }

    /// As text that can be stored, whatever the bytes are.
    private static String text(Answered answered) {
        return new String(answered.body(), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }
}

package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call;
import dev.caisse.connectors.Rehearsal;
import dev.caisse.connectors.Rehearsal.Fault;
import dev.caisse.connectors.Rehearsal.Operation;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The line between a caller and the sandbox, on which calls go wrong as they were told to. It looks like life: a
/// caller
/// without an answer waits until its deadline and never longer, and what has arrived is done whether or not the caller
/// still listens. What is under way when the process ends is lost.
final class Line {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    private final Clock clock;

    Line(Clock clock) {
        this.clock = clock;
    }

    /// @throws IllegalArgumentException when the call's rehearsal cannot be read; whoever took it in had to check
    <T> T carry(Operation operation, Call call, Errand<T> errand) {
        var rehearsal = call.rehearsal().map(Line::understood);
        if (isOver(call)) {
            return errand.unknown().apply("The deadline had passed before the sandbox was asked.");
        }
        return rehearsal
                .map(told -> rehearsed(told, operation, call, errand))
                .orElseGet(() -> undisturbed(call, errand));
    }

    private <T> T undisturbed(Call call, Errand<T> errand) {
        var answer = errand.act().get();
        return isOver(call) ? errand.unknown().apply("The sandbox answered after the deadline.") : answer;
    }

    private <T> T rehearsed(Rehearsal told, Operation operation, Call call, Errand<T> errand) {
        var fault = told.find(operation).orElse(null);
        if (fault instanceof Fault.Refused) {
            return errand.unknown().apply("The sandbox refused the connection.");
        }
        var heard = new CompletableFuture<T>();
        Thread.ofVirtual().name("sandbox").start(() -> {
            try {
                travel(fault, told.latencyMs() / 2, errand, heard);
            } catch (RuntimeException e) {
                LOG.warn("The sandbox failed at {}: {}", operation, e.toString());
                heard.completeExceptionally(e);
            }
        });
        return awaited(call, errand, heard);
    }

    private <T> void travel(Fault fault, long halfMs, Errand<T> errand, CompletableFuture<T> heard) {
        pause(halfMs);
        switch (fault) {
            case null -> {
                long arrived = clock.monotonicNanos();
                var answer = errand.act().get();
                pause(halfMs - TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos() - arrived));
                heard.complete(answer);
            }
            case Fault.Late(var ms) -> {
                pause(ms);
                var answer = errand.act().get();
                errand.news().accept(answer);
                pause(halfMs);
                heard.complete(answer);
            }
            case Fault.AnswerLost _ -> errand.act().get();
            case Fault.TimedOut _, Fault.Refused _ -> {}
        }
    }

    private <T> T awaited(Call call, Errand<T> errand, CompletableFuture<T> heard) {
        var patience = Thread.ofVirtual().name("sandbox-deadline").start(() -> {
            pause(call.deadlineMs() - clock.nowMs());
            heard.complete(errand.unknown().apply("No answer came from the sandbox before the deadline."));
        });
        try {
            return heard.join();
        } finally {
            patience.interrupt();
        }
    }

    private void pause(long ms) {
        if (ms > 0) {
            clock.sleep(Duration.ofMillis(ms));
        }
    }

    private boolean isOver(Call call) {
        return clock.nowMs() >= call.deadlineMs();
    }

    private static Rehearsal understood(String text) {
        return Rehearsal.read(text)
                .orElseThrow(() -> new IllegalArgumentException("the sandbox does not understand its rehearsal"));
    }
}

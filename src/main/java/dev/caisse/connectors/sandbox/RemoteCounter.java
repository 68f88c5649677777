package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call;
import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Limits;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to a [Counter] in another process. Whatever is not a whole answer before the deadline is unknown: a refused
/// connection, a timeout, a status other than 200, garbage. Asks once and never again by itself.
final class RemoteCounter {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCounter.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final TrustedClient http;
    private final Clock clock;
    private final String url;
    private final String secret;

    /// @param url an origin, without a slash at the end
    RemoteCounter(TrustedClient http, Clock clock, String url, String secret) {
        this.http = http;
        this.clock = clock;
        this.url = url;
        this.secret = secret;
    }

    <T> T ask(String verb, Call call, Map<String, Object> more, Function<Fields, T> read, Function<String, T> unknown) {
        long nowMs = clock.nowMs();
        if (nowMs >= call.deadlineMs()) {
            return unknown.apply("The deadline had passed before the sandbox was asked.");
        }
        var question = new HashMap<>(more);
        question.put("call", Wire.write(call, nowMs));
        var fetched = http.postJson(
                URI.create(url + Counter.PATH + verb),
                Map.of("Authorization", Counter.authorization(secret)),
                Wire.bytes(question),
                new Limits(MAX_BYTES, Duration.ofMillis(call.deadlineMs() - nowMs)));
        return switch (fetched) {
            case Answered answered -> answer(answered, read, unknown);
            case Failed failed -> unknown.apply("The sandbox could not be asked: " + failed.why());
        };
    }

    private <T> T answer(Answered answered, Function<Fields, T> read, Function<String, T> unknown) {
        if (answered.status() != 200) {
            LOG.error("The sandbox at {} answered with status {}", url, answered.status());
            return unknown.apply("The sandbox answered with status " + answered.status() + ".");
        }
        try {
            return read.apply(Fields.read(answered.body()).orElseThrow(Fields.Garbled::new));
        } catch (Fields.Garbled | IllegalArgumentException _) {
            return unknown.apply("The sandbox's answer is not whole.");
        }
    }
}

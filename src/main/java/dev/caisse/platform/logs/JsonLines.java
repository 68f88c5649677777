package dev.caisse.platform.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.caisse.platform.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/// A line of JSON an event, flat, so that whoever collects logs can filter by any part without unfolding it.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        var json = new JsonWriter().beginObject();
        json.name("time").text(event.getInstant().toString());
        json.name("level").text(event.getLevel().toString());
        json.name("logger").text(event.getLoggerName());
        json.name("message").text(event.getFormattedMessage());
        pairs(event).forEach(pair -> json.name(pair.key).tree(pair.value));
        Optional.ofNullable(event.getThrowableProxy())
                .ifPresent(thrown -> json.name("error").text(ThrowableProxyUtil.asString(thrown)));
        return (json.endObject().text() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        return Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
    }
}

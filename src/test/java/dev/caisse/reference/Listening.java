package dev.caisse.reference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caisse.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// Hears which parameters a server in this JVM reads of a request, and with what it answers: what it says at TRACE.
final class Listening implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.caisse.api.Witness");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    /// A parameter as one reader reads it.
    ///
    /// @param name with `[]` for what stands in a list
    record Read(String name, String kind, List<?> limits, boolean isOfRequest) {}

    /// One request's answer, and what was said on the way to it.
    ///
    /// @param item the type of what is in a list
    record Heard(Reply reply, List<Read> reads, Optional<Class<?>> view, Optional<Class<?>> item) {}

    Listening() {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(said);
        said.start();
    }

    /// One at a time: whatever is said meanwhile is of this request.
    Heard during(Supplier<Reply> request) {
        said.list.clear();
        var reply = request.get();
        var reads = new ArrayList<Read>();
        Optional<Class<?>> view = Optional.empty();
        Optional<Class<?>> item = Optional.empty();
        for (var event : List.copyOf(said.list)) {
            var arguments = event.getArgumentArray();
            if (arguments.length == 4) {
                reads.add(new Read(
                        ((String) arguments[0]).replaceAll("\\[[0-9]+]", "[]"),
                        (String) arguments[1],
                        (List<?>) arguments[2],
                        (Boolean) arguments[3]));
            } else if (arguments[0] != null
                    && !((Class<?>) arguments[0]).getName().contains("Request")) {
                view = Optional.of((Class<?>) arguments[0]);
                item = arguments[1] instanceof Class<?> type ? Optional.of(type) : Optional.empty();
            }
        }
        return new Heard(reply, reads, view, item);
    }

    @Override
    public void close() {
        logger.detachAppender(said);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}

package dev.caisse;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped in the opposite order; one that fails does not keep the others running.
final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            stop(started.pop());
        }
    }

    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
        }
    }
}

package dev.caisse.api;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says which parameters a request was asked for, of which kind and within which limits, and what was answered: names
/// and types, never a value. The reference of the API is written from it; at any level but TRACE it is silent.
final class Witness {
    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    private Witness() {}

    static boolean listens() {
        return LOG.isTraceEnabled();
    }

    /// @param name in full, with `[]` for what stands in a list
    /// @param isOfRequest whether it was sent now, and not kept from an earlier request
    static void read(String name, String kind, boolean isOfRequest, Object... limits) {
        LOG.trace("`{}` is read: {} {}, sent now: {}", name, kind, List.of(limits), isOfRequest);
    }

    static void answered(Object view) {
        if (listens()) {
            LOG.trace("answered with {} of {}", view.getClass(), inside(view));
        }
    }

    private static Object inside(Object view) {
        var items = switch (view) {
            case ListView list -> list.data();
            case SearchView found -> found.data();
            default -> List.of();
        };
        return items.isEmpty() ? "nothing" : items.getFirst().getClass();
    }
}

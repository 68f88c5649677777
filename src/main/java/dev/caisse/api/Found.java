package dev.caisse.api;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// What a search found, and below which id the next one goes on; empty when nothing is left to look at. It may be short
/// though more follows: a search that no index helps looks at so many and no more.
public record Found<T>(List<T> items, Optional<Long> below) {

    public static <T> Found<T> of(Page<T> page, ToLongFunction<T> id) {
        return new Found<>(
                page.items(),
                page.hasMore() ? Optional.of(id.applyAsLong(page.items().getLast())) : Optional.empty());
    }
}

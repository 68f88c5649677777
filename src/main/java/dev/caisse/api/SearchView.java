package dev.caisse.api;

import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.function.Function;

/// A page of what a search found, as the API shows it.
///
/// @param nextPage what to send as `page` for the next one; null when there is none
public record SearchView(String object, String url, Boolean hasMore, List<?> data, String nextPage) {

    /// @param prefix of the ids, at one of which the next page begins
    public static <T> SearchView of(String url, Found<T> found, Function<T, ?> view, Prefix prefix) {
        return new SearchView(
                "search_result",
                url,
                found.below().isPresent(),
                found.items().stream().map(view).toList(),
                found.below().map(prefix::id).orElse(null));
    }
}

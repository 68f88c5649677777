package dev.caisse.api;

import java.util.List;
import java.util.function.Function;

/// A page of what a search found, as the API shows it.
///
/// @param nextPage what to send as `page` for the next one; null when there is none
public record SearchView(String object, String url, Boolean hasMore, List<?> data, String nextPage) {

    /// @param id the object's id, at which the next page begins
    public static <T> SearchView of(String url, Page<T> page, Function<T, ?> view, Function<T, String> id) {
        return new SearchView(
                "search_result",
                url,
                page.hasMore(),
                page.items().stream().map(view).toList(),
                page.hasMore() ? id.apply(page.items().getLast()) : null);
    }
}

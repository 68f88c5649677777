package dev.caisse.api;

import java.util.List;
import java.util.function.Function;

/// A page of a list, as the API shows it.
public record ListView(String object, String url, Boolean hasMore, List<?> data) {

    public static <T> ListView of(String url, Page<T> page, Function<T, ?> view) {
        return new ListView(
                "list", url, page.hasMore(), page.items().stream().map(view).toList());
    }
}

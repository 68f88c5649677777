package dev.caisse.checkout;

import dev.caisse.api.ListView;
import dev.caisse.api.Slice;
import dev.caisse.checkout.SessionView.ItemView;
import dev.caisse.platform.ids.Prefix;
import java.util.List;

/// The lines of a session or of a payment link, page by page.
final class ItemPages {
    private ItemPages() {}

    /// @param items all of them, in the order in which they were given
    static ListView page(String url, Slice slice, List<ItemView> items) {
        var standing = items.stream()
                .filter(item -> Prefix.LINE_ITEM
                        .read(item.id())
                        .filter(number -> stands(number, slice))
                        .isPresent())
                .toList();
        return ListView.of(url, slice.page(slice.isBackwards() ? standing.reversed() : standing), item -> item);
    }

    /// Items stand in the order in which they were given, oldest first, so what comes after one has a greater id.
    private static boolean stands(long item, Slice slice) {
        if (slice.isBackwards()) {
            return item < slice.above();
        }
        return slice.below() == Long.MAX_VALUE || item > slice.below();
    }
}

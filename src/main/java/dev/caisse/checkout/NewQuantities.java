package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.platform.ids.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The parameter `line_items` of an update: lines that are there, by their ids, and how many each is for.
final class NewQuantities {
    private NewQuantities() {}

    /// The lines with what was given of them.
    static List<Line> read(Params params, List<Line> lines) {
        var changed = new ArrayList<>(lines);
        for (var given : params.objects("line_items", NewSession.MAX_ITEMS)) {
            long id = given.id("id", Prefix.LINE_ITEM).orElseThrow(() -> given.missing("id"));
            var quantity = given.integer("quantity", 1, NewItem.MAX_QUANTITY).map(Long::intValue);
            int place = lines.stream().map(line -> line.item().id()).toList().indexOf(id);
            if (place < 0) {
                throw Refusal.invalid(given.name("id"), "is not one of this payment link's line items");
            }
            var line = changed.get(place);
            int many = quantity.orElse(line.quantity());
            var adjustable = given.has(Adjustable.PARAMETER)
                    ? Adjustable.read(given, many)
                    : line.item().adjustable();
            given.refuseUnknown();
            refuseOutside(given, many, adjustable);
            changed.set(place, new Line(line.item().times(many).with(adjustable), line.offer()));
        }
        return changed;
    }

    private static void refuseOutside(Params given, int quantity, Optional<Adjustable> adjustable) {
        if (adjustable.filter(between -> !between.allows(quantity)).isPresent()) {
            throw Refusal.invalid(
                    given.name("quantity"),
                    "must be from %d to %d, as adjustable_quantity says"
                            .formatted(
                                    adjustable.get().least(), adjustable.get().most()));
        }
    }
}

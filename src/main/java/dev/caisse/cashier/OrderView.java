package dev.caisse.cashier;

import java.util.List;
import java.util.Locale;

/// What is being paid for, every amount already in the payer's form. `rows` stand between the items and the total
/// (subtotal, discount, shipping) and are empty when they would only repeat it.
/// `total` is null when nothing is bought. `consent` is what the payer agrees to by paying, null for nothing more than
/// that.
///
/// @param code where a promotion code is typed; null where none is allowed
/// @param shipping the ways to choose from
public record OrderView(
        String total, List<Item> items, List<Row> rows, String consent, CodeBox code, List<ShippingChoice> shipping) {
    public OrderView {
        items = List.copyOf(items);
        rows = List.copyOf(rows);
        shipping = List.copyOf(shipping);
    }

    public OrderView(String total, List<Item> items, List<Row> rows) {
        this(total, items, rows, null, null, List.of());
    }

    /// The same, and by paying the payer agrees to this.
    OrderView agreeingTo(String text) {
        return new OrderView(total, items, rows, text, code, shipping);
    }

    OrderView asking(CodeBox box) {
        return new OrderView(total, items, rows, consent, box, shipping);
    }

    /// An item's box says why what was sent was not taken.
    OrderView refusingQuantity(String line, String why) {
        return with(items.stream()
                .map(item -> item.box() == null ? item : item.in(item.box().refusing(line, why)))
                .toList());
    }

    OrderView with(List<Item> others) {
        return new OrderView(total, others, rows, consent, code, shipping);
    }

    /// The code box says why what was typed was not taken.
    OrderView refusing(String typed, String why) {
        return code == null ? this : asking(code.refusing(typed, why));
    }

    OrderView offering(List<ShippingChoice> choices) {
        return new OrderView(total, items, rows, consent, code, choices);
    }

    /// Whether something in it says what is wrong, and so must be seen.
    public boolean isRefused() {
        return code != null && code.error() != null
                || items.stream()
                        .anyMatch(item -> item.box() != null && item.box().error() != null);
    }

    /// Nothing is bought: a card is saved.
    static final OrderView NOTHING = new OrderView(null, List.of(), List.of());

    public boolean isNothing() {
        return total == null;
    }

    /// One line. `description`, `quantity` (`2 × £5.00`, null for a single piece) and `pictureUrl` (own origin) may be
    /// null.
    ///
    /// @param box where the payer says how many; null where they do not
    public record Item(
            String name, String description, String quantity, String amount, String pictureUrl, QuantityBox box) {
        public Item(String name, String description, String quantity, String amount, String pictureUrl) {
            this(name, description, quantity, amount, pictureUrl, null);
        }

        Item in(QuantityBox other) {
            return new Item(name, description, quantity, amount, pictureUrl, other);
        }

        private static final int TINTS = 6;

        /// What stands for the picture until there is one: the first letter or digit of the name.
        public String initial() {
            return name.codePoints()
                    .filter(Character::isLetterOrDigit)
                    .mapToObj(Character::toString)
                    .findFirst()
                    .orElse("•")
                    .toUpperCase(Locale.ROOT);
        }

        /// The same name has the same colour in every order.
        public String tint() {
            return "tint-" + Math.floorMod(name.hashCode(), TINTS);
        }
    }

    /// A line between the items and the total.
    public record Row(String label, String amount) {}
}

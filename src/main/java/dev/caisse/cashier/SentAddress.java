package dev.caisse.cashier;

import dev.caisse.customers.Address;
import dev.caisse.customers.AddressForm;
import dev.caisse.customers.AddressForm.Part;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// An address as a browser sent it, read as its country writes addresses. What the country does not have is dropped: it
/// was typed for another.
final class SentAddress {
    private final AddressBlock block;
    private final Function<Field, String> said;
    private final AddressForm form;

    /// @param said what stands in a field, never null
    SentAddress(AddressBlock block, Function<Field, String> said) {
        this.block = block;
        this.said = said;
        this.form = AddressForm.of(said.apply(block.country()));
    }

    /// @param countries of which it can be
    Map<Field, Flaw> flaws(Collection<String> countries) {
        var flaws = new EnumMap<Field, Flaw>(Field.class);
        if (!countries.contains(country())) {
            flaws.put(block.country(), Flaw.EMPTY);
        }
        for (var part : form.parts()) {
            var text = text(part);
            if (text.isEmpty()) {
                if (form.needs(part)) {
                    flaws.put(block.field(part), Flaw.EMPTY);
                }
            } else if (part == Part.STATE && form.state(text).isEmpty()) {
                flaws.put(block.field(part), Flaw.EMPTY);
            } else if (part == Part.POSTAL_CODE && !form.isCode(text)) {
                flaws.put(block.field(part), Flaw.INVALID);
            }
        }
        return flaws;
    }

    /// Only to be asked for when there are no flaws.
    Address address() {
        return new Address(
                found(Part.CITY),
                country(),
                found(Part.LINES),
                line2(),
                found(Part.POSTAL_CODE),
                form.has(Part.STATE)
                        ? form.state(text(Part.STATE)).map(SentAddress::filled).orElse(null)
                        : null);
    }

    String country() {
        return said.apply(block.country());
    }

    private String found(Part part) {
        return form.has(part) ? filled(text(part)) : null;
    }

    private String line2() {
        return filled(said.apply(block.line2()));
    }

    private String text(Part part) {
        var text = said.apply(block.field(part));
        return part == Part.POSTAL_CODE ? text.toUpperCase(Locale.ROOT) : text;
    }

    private static String filled(String text) {
        return text.isEmpty() ? null : text;
    }
}

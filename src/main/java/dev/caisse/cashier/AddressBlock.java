package dev.caisse.cashier;

import dev.caisse.customers.AddressForm;
import dev.caisse.customers.AddressForm.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One of the two addresses that the form may ask for, with its fields.
public enum AddressBlock {
    SHIPPING(
            Field.SHIPPING_COUNTRY,
            Field.SHIPPING_LINE1,
            Field.SHIPPING_LINE2,
            Field.SHIPPING_CITY,
            Field.SHIPPING_STATE,
            Field.SHIPPING_POSTAL_CODE),
    BILLING(
            Field.BILLING_COUNTRY,
            Field.BILLING_LINE1,
            Field.BILLING_LINE2,
            Field.BILLING_CITY,
            Field.BILLING_STATE,
            Field.BILLING_POSTAL_CODE);

    private final Field country;
    private final Field line2;
    private final Map<Part, Field> parts;

    AddressBlock(Field country, Field line1, Field line2, Field city, Field state, Field postalCode) {
        this.country = country;
        this.line2 = line2;
        this.parts = Map.of(Part.LINES, line1, Part.CITY, city, Part.STATE, state, Part.POSTAL_CODE, postalCode);
    }

    /// The id of what holds its fields.
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT) + "Address";
    }

    public Field country() {
        return country;
    }

    Field line2() {
        return line2;
    }

    Field field(Part part) {
        return parts.get(part);
    }

    /// Which part of an address a field is; none for the country, and for what is no part of this one.
    Optional<Part> part(Field field) {
        return field == line2
                ? Optional.of(Part.LINES)
                : parts.entrySet().stream()
                        .filter(entry -> entry.getValue() == field)
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    boolean has(Field field) {
        return field == country || part(field).isPresent();
    }

    /// Whose field it is.
    static Optional<AddressBlock> of(Field field) {
        for (var block : values()) {
            if (block.has(field)) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }

    /// The fields as they stand below each other in the page, in the order of the country; short ones that follow each
    /// other share a row by twos.
    List<List<Field>> rows(AddressForm form) {
        var rows = new ArrayList<List<Field>>();
        var run = new ArrayList<Field>();
        for (var part : form.parts()) {
            if (part == Part.LINES) {
                rows.addAll(paired(run));
                run.clear();
                rows.add(List.of(field(part)));
                rows.add(List.of(line2));
            } else {
                run.add(field(part));
            }
        }
        rows.addAll(paired(run));
        return rows;
    }

    private static List<List<Field>> paired(List<Field> run) {
        var rows = new ArrayList<List<Field>>();
        int alone = run.size() % 2;
        if (alone == 1) {
            rows.add(List.of(run.getFirst()));
        }
        for (int i = alone; i < run.size(); i += 2) {
            rows.add(List.copyOf(run.subList(i, i + 2)));
        }
        return rows;
    }
}

package dev.caisse.cashier;

import dev.caisse.customers.AddressForm;
import dev.caisse.customers.AddressForm.Part;
import dev.caisse.customers.PhoneNumber;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One field of the form, ready for its template; what belongs to an address is as its country has it.
public record FieldView(Words words, FormView form, Field field) {
    public String id() {
        return field.id();
    }

    public String label() {
        return place().map(this::labelOfPlace).orElseGet(() -> words.text(key()));
    }

    private String key() {
        return field == Field.BILLING_NAME && form.isNameOfBilling() ? "field.shippingName" : "field." + field.word();
    }

    private String labelOfPlace(Place place) {
        return switch (place.part()) {
            case CITY -> words.text("address." + place.form().cityWord());
            case STATE -> words.text("address." + place.form().stateWord());
            case POSTAL_CODE -> words.text("address." + place.form().codeWord());
            case LINES -> words.text("field." + field.word());
        };
    }

    /// Null when the field needs no example.
    public String placeholder() {
        if (field == Field.PHONE_NUMBER) {
            return PhoneNumber.example(callingFrom()).orElse(null);
        }
        return words.find("placeholder." + field.word()).orElse(null);
    }

    /// From where a number is dialled that names no country.
    private String callingFrom() {
        var block = form.questions().isShippingAsked() ? AddressBlock.SHIPPING : AddressBlock.BILLING;
        return form.country(block, words.region());
    }

    public String type() {
        return switch (field) {
            case EMAIL -> "email";
            case PHONE_NUMBER -> "tel";
            default -> "text";
        };
    }

    /// Numbers and addresses of mail read left to right in every language; the rest as it is written.
    public String dir() {
        return field.isLatin() ? "ltr" : "auto";
    }

    public String errorId() {
        return field.id() + "-error";
    }

    /// The text for a flaw this field can have, for the script; null for one it cannot.
    public String flaw(Flaw flaw) {
        return words.findError(field, flaw).orElse(null);
    }

    public boolean isRequired() {
        return form.isRequired(field, words.region());
    }

    public boolean isOptional() {
        return form.isOptional(field, words.region());
    }

    /// Whether it may not be left empty where it counts at all, though the browser does not insist.
    public boolean isAsked() {
        return !isRequired() && !isOptional();
    }

    /// What a postal code looks like, for the script; null where nobody knows.
    public String pattern() {
        return place().filter(place -> place.part() == Part.POSTAL_CODE)
                .filter(_ -> !isOptional() || form.addressRequired() || field == Field.SHIPPING_POSTAL_CODE)
                .flatMap(place -> place.form().code())
                .map(Pattern::pattern)
                .orElse(null);
    }

    /// What can be chosen; none where it is typed.
    public List<Country> options() {
        if (field == Field.SHIPPING_COUNTRY) {
            return form.questions().shipTo();
        }
        if (field == Field.BILLING_COUNTRY) {
            return words.countries();
        }
        return place().filter(place -> place.part() == Part.STATE)
                .map(place -> states(place.form()))
                .orElse(List.of());
    }

    private List<Country> states(AddressForm address) {
        return address.states().stream()
                .map(state -> new Country(state.key(), state.nameIn(words.lang(), address.language())))
                .toList();
    }

    /// Which option is chosen; empty when none is.
    public String chosen() {
        var block = AddressBlock.of(field).orElseThrow();
        return field == block.country()
                ? form.country(block, words.region())
                : form.address(block, words.region()).state(form.value(field)).orElse("");
    }

    private record Place(AddressForm form, Part part) {}

    private Optional<Place> place() {
        return AddressBlock.of(field)
                .flatMap(block -> block.part(field).map(part -> new Place(form.address(block, words.region()), part)))
                .filter(_ -> field != Field.BILLING_LINE2 && field != Field.SHIPPING_LINE2);
    }
}

package dev.caisse.cashier;

/// One field of the form, ready for its template.
public record FieldView(Words words, FormView form, Field field) {
    public String id() {
        return field.id();
    }

    public String label() {
        return words.text("field." + field.id());
    }

    /// Null when the field needs no example.
    public String placeholder() {
        return words.find("placeholder." + field.id()).orElse(null);
    }

    public String type() {
        return field == Field.EMAIL ? "email" : "text";
    }

    /// Numbers and addresses of mail read left to right in every language; null leaves it to the page.
    public String dir() {
        return field.isLatin() ? "ltr" : null;
    }

    public String errorId() {
        return field.id() + "-error";
    }

    /// The text for a flaw this field can have, for the script; null for one it cannot.
    public String flaw(Flaw flaw) {
        return words.findError(field, flaw).orElse(null);
    }

    /// The country chosen before, else the one the payer's browser speaks of.
    public String country() {
        var chosen = form.value(Field.BILLING_COUNTRY);
        return chosen.isEmpty() ? words.region() : chosen;
    }
}

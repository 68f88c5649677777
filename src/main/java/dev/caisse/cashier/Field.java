package dev.caisse.cashier;

import java.util.Optional;

/// What the cashier asks the payer. The ids are those that public end-to-end suites already fill; each is also the name
/// under which the form posts it.
public enum Field {
    EMAIL("email", "email", "email", 254),
    PHONE_NUMBER("phoneNumber", "tel", "tel", 40),
    SHIPPING_NAME("shippingName", "shipping name", null, 200),
    SHIPPING_COUNTRY("shippingCountry", "shipping country", null, 2),
    SHIPPING_LINE1("shippingLine1", "shipping address-line1", null, 200),
    SHIPPING_LINE2("shippingLine2", "shipping address-line2", null, 200),
    SHIPPING_CITY("shippingCity", "shipping address-level2", null, 200),
    SHIPPING_STATE("shippingState", "shipping address-level1", null, 200),
    SHIPPING_POSTAL_CODE("shippingPostalCode", "shipping postal-code", null, 20),
    CARD_NUMBER("cardNumber", "cc-number", "numeric", 40),
    CARD_EXPIRY("cardExpiry", "cc-exp", "numeric", 20),
    CARD_CVC("cardCvc", "cc-csc", "numeric", 8),
    BILLING_NAME("billingName", "cc-name", null, 200),
    BILLING_COUNTRY("billingCountry", "billing country", null, 2),
    BILLING_LINE1("billingLine1", "billing address-line1", null, 200),
    BILLING_LINE2("billingLine2", "billing address-line2", null, 200),
    BILLING_CITY("billingCity", "billing address-level2", null, 200),
    BILLING_STATE("billingState", "billing address-level1", null, 200),
    BILLING_POSTAL_CODE("billingPostalCode", "billing postal-code", null, 20);

    private final String id;
    private final String autocomplete;
    private final String inputMode;
    private final int maxCharacters;

    Field(String id, String autocomplete, String inputMode, int maxCharacters) {
        this.id = id;
        this.autocomplete = autocomplete;
        this.inputMode = inputMode;
        this.maxCharacters = maxCharacters;
    }

    /// Both the id in the page and the name in the posted form.
    public String id() {
        return id;
    }

    /// By which its words are found: the parts of both addresses are called the same.
    String word() {
        return id.startsWith("shipping") && this != SHIPPING_NAME ? id.replaceFirst("^shipping", "billing") : id;
    }

    public String autocomplete() {
        return autocomplete;
    }

    /// The keypad a phone should show; null for the ordinary one.
    public String inputMode() {
        return inputMode;
    }

    /// How much of it is read.
    public int maxCharacters() {
        return maxCharacters;
    }

    /// True for what no page may ever show again once it was sent.
    public boolean isSecret() {
        return this == CARD_NUMBER || this == CARD_CVC;
    }

    /// True for what is written left to right in every language.
    public boolean isLatin() {
        return inputMode != null;
    }

    static Optional<Field> find(String id) {
        for (var field : values()) {
            if (field.id.equals(id)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}

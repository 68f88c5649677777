package dev.caisse.checkout;

/// What a page says in the merchant's words and asks its payer to agree to, and what they agreed to, as the API shows
/// it. Field order is the order in the response.
final class ClausesView {
    private ClausesView() {}

    record ConsentsView(ReuseView paymentMethodReuseAgreement, String promotions, String termsOfService) {}

    record ReuseView(String position) {}

    record ConsentView(String promotions, String termsOfService) {}

    record TextsView(
            TextView afterSubmit, TextView shippingAddress, TextView submit, TextView termsOfServiceAcceptance) {}

    record TextView(String message) {}

    /// Null when nothing is asked.
    static ConsentsView consents(Clauses clauses) {
        var asked = clauses.consents();
        return asked.isEmpty()
                ? null
                : new ConsentsView(
                        asked.containsKey(Clauses.REUSE) ? new ReuseView(asked.get(Clauses.REUSE)) : null,
                        asked.get(Clauses.PROMOTIONS),
                        asked.get(Clauses.TERMS));
    }

    /// Null when nothing is said.
    static TextsView texts(Clauses clauses) {
        return clauses.texts().isEmpty()
                ? null
                : new TextsView(
                        text(clauses, Clauses.AFTER_SUBMIT),
                        text(clauses, Clauses.SHIPPING_ADDRESS),
                        text(clauses, Clauses.SUBMIT),
                        text(clauses, Clauses.TERMS_TEXT));
    }

    private static TextView text(Clauses clauses, String place) {
        return clauses.text(place).map(TextView::new).orElse(null);
    }

    /// Null when the payer was asked for nothing, or has not pressed yet.
    static ConsentView consent(Consent consent) {
        var words = consent.words();
        return words.isEmpty() ? null : new ConsentView(words.get(Clauses.PROMOTIONS), words.get(Clauses.TERMS));
    }
}

package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.Clauses;
import dev.caisse.checkout.Consent;
import java.util.Optional;

/// What the page says in the merchant's own words, and what it asks the payer to agree to.
///
/// @param terms what is agreed to; null when nothing is
/// @param error null when nothing is wrong
/// @param promotions whether the payer wants to hear from the merchant; null when they are not asked
/// @param isReuseHidden whether the merchant says elsewhere that a saved method will be used again
/// @param submit said before the button, `afterSubmit` after it, `shipping` below the address; null for nothing
public record Agreement(
        RichText terms,
        boolean isTermsTicked,
        String error,
        String empty,
        String promotions,
        boolean isPromotionsTicked,
        RichText submit,
        RichText afterSubmit,
        RichText shipping,
        boolean isReuseHidden) {
    static final Agreement NONE = new Agreement(null, false, null, null, null, false, null, null, null, false);
    static final String TERMS = "termsOfService";
    static final String PROMOTIONS = "promotions";

    /// @param said what was ticked
    static Agreement of(CheckoutSession session, Words words, String shop, Consent said) {
        var clauses = session.terms().asks().clauses();
        return new Agreement(
                clauses.areTermsRequired()
                        ? RichText.of(
                                clauses.text(Clauses.TERMS_TEXT).orElseGet(() -> words.text("consent.terms", shop)))
                        : null,
                said.areTermsAccepted(),
                null,
                words.text("error.consent"),
                clauses.arePromotionsAsked() ? words.text("consent.promotions", shop) : null,
                said.promotions().orElse(false),
                RichText.of(clauses.text(Clauses.SUBMIT).orElse(null)),
                RichText.of(clauses.text(Clauses.AFTER_SUBMIT).orElse(null)),
                RichText.of(clauses.text(Clauses.SHIPPING_ADDRESS).orElse(null)),
                clauses.isReuseHidden());
    }

    /// What was ticked in a form that was sent.
    ///
    /// @param terms and `promotions` as they were posted: empty when they were not ticked
    static Consent sent(CheckoutSession session, String terms, String promotions) {
        var clauses = session.terms().asks().clauses();
        return new Consent(
                clauses.areTermsRequired() && !terms.isEmpty(),
                clauses.arePromotionsAsked() ? Optional.of(!promotions.isEmpty()) : Optional.empty());
    }

    /// The same with what was ticked.
    Agreement with(Consent said) {
        return new Agreement(
                terms,
                said.areTermsAccepted(),
                error,
                empty,
                promotions,
                said.promotions().orElse(false),
                submit,
                afterSubmit,
                shipping,
                isReuseHidden);
    }

    /// The same, saying that it has to be agreed to.
    Agreement judged() {
        return terms == null || isTermsTicked
                ? this
                : new Agreement(
                        terms,
                        false,
                        empty,
                        empty,
                        promotions,
                        isPromotionsTicked,
                        submit,
                        afterSubmit,
                        shipping,
                        isReuseHidden);
    }
}

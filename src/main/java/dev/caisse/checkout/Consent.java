package dev.caisse.checkout;

import dev.caisse.api.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a payer agreed to when they pressed.
///
/// @param promotions whether they want to hear from the merchant; empty when they were not asked
public record Consent(boolean areTermsAccepted, Optional<Boolean> promotions) {
    public static final Consent NONE = new Consent(false, Optional.empty());

    static final String OPT_IN = "opt_in";
    static final String OPT_OUT = "opt_out";
    static final String ACCEPTED = "accepted";

    /// What somebody agrees to in a payer's place: the parameter `consent`.
    public static Consent read(Params params, Clauses clauses) {
        var given = params.object("consent");
        var terms = given.flatMap(consent -> consent.choice(Clauses.TERMS, ACCEPTED));
        var promotions = given.flatMap(consent -> consent.choice(Clauses.PROMOTIONS, OPT_IN, OPT_OUT));
        given.ifPresent(Params::refuseUnknown);
        if (clauses.areTermsRequired() && terms.isEmpty()) {
            throw params.missing("consent." + Clauses.TERMS);
        }
        return new Consent(
                terms.isPresent(),
                clauses.arePromotionsAsked()
                        ? Optional.of(promotions.filter(OPT_IN::equals).isPresent())
                        : Optional.empty());
    }

    /// Whether it is all that the session asks for.
    boolean suffices(Clauses clauses) {
        return areTermsAccepted || !clauses.areTermsRequired();
    }

    Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        if (areTermsAccepted) {
            words.put(Clauses.TERMS, ACCEPTED);
        }
        promotions.ifPresent(wanted -> words.put(Clauses.PROMOTIONS, wanted ? OPT_IN : OPT_OUT));
        return words;
    }

    /// Reads what [#words] said.
    static Consent of(Map<?, ?> words) {
        return new Consent(
                words.containsKey(Clauses.TERMS),
                Optional.ofNullable(words.get(Clauses.PROMOTIONS)).map(OPT_IN::equals));
    }
}

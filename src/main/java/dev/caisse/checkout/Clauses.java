package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a session's page says in the merchant's own words, and what it asks its payer to agree to.
///
/// @param consents what was said of each part of `consent_collection`, by its name
/// @param texts the messages of `custom_text`, by the name of their place
public record Clauses(Map<String, String> consents, Map<String, String> texts) {
    public static final Clauses NONE = new Clauses(Map.of(), Map.of());

    public static final String SUBMIT = "submit";
    public static final String AFTER_SUBMIT = "after_submit";
    public static final String SHIPPING_ADDRESS = "shipping_address";
    public static final String TERMS_TEXT = "terms_of_service_acceptance";

    static final String TERMS = "terms_of_service";
    static final String PROMOTIONS = "promotions";
    static final String REUSE = "payment_method_reuse_agreement";

    private static final String CONSENTS = "consent_collection";
    private static final String TEXTS = "custom_text";
    private static final List<String> PLACES = List.of(AFTER_SUBMIT, SHIPPING_ADDRESS, SUBMIT, TERMS_TEXT);
    private static final int MAX_MESSAGE = 1200;

    public Clauses {
        consents = Map.copyOf(consents);
        texts = Map.copyOf(texts);
    }

    /// The parameters `consent_collection` and `custom_text`.
    static Clauses read(Params params) {
        var consents = params.object(CONSENTS).map(Clauses::consents).orElse(Map.of());
        var texts = params.object(TEXTS).map(Clauses::texts).orElse(Map.of());
        var clauses = new Clauses(consents, texts);
        if (texts.containsKey(TERMS_TEXT) && !clauses.areTermsRequired()) {
            throw Refusal.invalid(
                    CONSENTS + "." + TERMS,
                    "must be `required` where `custom_text.terms_of_service_acceptance` is given");
        }
        if (texts.containsKey(SHIPPING_ADDRESS) && !params.has("shipping_address_collection")) {
            throw Refusal.invalid(TEXTS + "." + SHIPPING_ADDRESS, "needs `shipping_address_collection`");
        }
        return clauses;
    }

    private static Map<String, String> consents(Params params) {
        var consents = new LinkedHashMap<String, String>();
        params.choice(TERMS, "none", "required").ifPresent(word -> consents.put(TERMS, word));
        params.choice(PROMOTIONS, "none", "auto").ifPresent(word -> consents.put(PROMOTIONS, word));
        params.object(REUSE).ifPresent(reuse -> {
            consents.put(
                    REUSE, reuse.choice("position", "auto", "hidden").orElseThrow(() -> reuse.missing("position")));
            reuse.refuseUnknown();
        });
        params.refuseUnknown();
        return consents;
    }

    private static Map<String, String> texts(Params params) {
        var texts = new LinkedHashMap<String, String>();
        for (var place : PLACES) {
            params.object(place).ifPresent(text -> {
                var message = text.requiredText("message", MAX_MESSAGE);
                text.refuseUnknown();
                texts.put(place, message);
            });
        }
        params.refuseUnknown();
        return texts;
    }

    /// Whether nobody pays who has not agreed to the merchant's terms.
    public boolean areTermsRequired() {
        return "required".equals(consents.get(TERMS));
    }

    /// Whether the payer is asked whether they want to hear from the merchant.
    public boolean arePromotionsAsked() {
        return "auto".equals(consents.get(PROMOTIONS));
    }

    /// Whether the merchant says elsewhere that the payer's method will be used again.
    public boolean isReuseHidden() {
        return "hidden".equals(consents.get(REUSE));
    }

    public Optional<String> text(String place) {
        return Optional.ofNullable(texts.get(place));
    }

    /// Adds itself to the JSON of what is asked; nothing where nothing is said.
    void write(JsonWriter json) {
        if (!equals(NONE)) {
            json.name(CONSENTS).tree(consents).name(TEXTS).tree(texts);
        }
    }

    /// Reads what [#write] wrote.
    static Clauses read(Map<String, Object> json) {
        return new Clauses(texts(json.get(CONSENTS)), texts(json.get(TEXTS)));
    }

    private static Map<String, String> texts(Object map) {
        var texts = new LinkedHashMap<String, String>();
        if (map instanceof Map<?, ?> there) {
            there.forEach((name, text) -> texts.put(name.toString(), text.toString()));
        }
        return texts;
    }
}

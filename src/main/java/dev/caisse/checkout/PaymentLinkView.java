package dev.caisse.checkout;

import dev.caisse.api.ListView;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.NotNative;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.payments.Particulars;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A payment link as the API shows it. Field order is the order in the response.
record PaymentLinkView(
        String id,
        String object,
        Millis created,
        boolean active,
        String url,
        CurrencyCode currency,
        boolean livemode,
        Metadata metadata,
        ListView lineItems,
        CompletionView afterCompletion,
        boolean allowPromotionCodes,
        String billingAddressCollection,
        String cancelUrl,
        ClausesView.ConsentsView consentCollection,
        List<AsksView.FieldView> customFields,
        ClausesView.TextsView customText,
        String customerCreation,
        List<BreakdownView.NamedView> discounts,
        String inactiveMessage,
        String locale,
        IntentDataView paymentIntentData,
        Map<String, Object> paymentMethodOptions,
        List<String> paymentMethodTypes,
        AsksView.PhoneView phoneNumberCollection,
        RestrictionsView restrictions,
        AsksView.CountriesView shippingAddressCollection,
        List<ShippingView.OptionView> shippingOptions,
        String submitType) {

    record CompletionView(String type, ConfirmationView hostedConfirmation, RedirectView redirect) {}

    record ConfirmationView(String customMessage) {}

    record RedirectView(String url) {}

    record RestrictionsView(CompletedView completedSessions) {}

    record CompletedView(int count, int limit) {}

    record IntentDataView(
            String captureMethod,
            String description,
            Metadata metadata,
            String setupFutureUsage,
            @NotNative String statementDescriptor,
            @NotNative String statementDescriptorSuffix,
            @NotNative String transferGroup) {}

    /// @param session as a visit makes one
    static PaymentLinkView of(
            PaymentLink link,
            NewSession session,
            List<Line> lines,
            Map<Long, ShippingRate> rates,
            Tenant tenant,
            String publicUrl) {
        var id = Prefix.PAYMENT_LINK.id(link.id());
        var terms = session.terms();
        return new PaymentLinkView(
                id,
                "payment_link",
                Millis.made(link.id()),
                link.isActive(),
                address(publicUrl, link),
                link.currency(),
                tenant.live(),
                link.metadata(),
                new ListView("list", itemsAddress(id), false, SessionView.items(lines, link.currency(), tenant)),
                completion(link.completion()),
                session.extras().allowsCodes().orElse(false),
                terms.isAddressRequired() ? "required" : "auto",
                terms.cancelUrl().orElse(null),
                ClausesView.consents(terms.asks().clauses()),
                AsksView.fields(terms.asks(), Map.of()),
                ClausesView.texts(terms.asks().clauses()),
                terms.customer().creation().orElse("if_required"),
                session.extras().named(),
                link.inactiveMessage().orElse(null),
                terms.locale().orElse(null),
                intentData(link, session),
                terms.threeDSecure().map(SessionView::options).orElse(null),
                terms.methodTypes().orElse(null),
                AsksView.phone(terms.asks()),
                link.uses()
                        .most()
                        .map(most -> new RestrictionsView(
                                new CompletedView(link.uses().completed(), most)))
                        .orElse(null),
                AsksView.countries(terms.asks()),
                session.extras().options().stream()
                        .flatMap(option -> option.rate().stream())
                        .map(rates::get)
                        .map(rate ->
                                new ShippingView.OptionView(rate.amount().minor(), ShippingView.link(rate, tenant)))
                        .toList(),
                terms.submitType().orElse("auto"));
    }

    static String address(String publicUrl, PaymentLink link) {
        return publicUrl + "/l/" + link.token();
    }

    static String itemsAddress(String id) {
        return "/v1/payment_links/" + id + "/line_items";
    }

    private static CompletionView completion(PaymentLink.Completion completion) {
        return completion
                .redirectUrl()
                .map(url -> new CompletionView("redirect", null, new RedirectView(url)))
                .orElseGet(() -> new CompletionView(
                        "hosted_confirmation",
                        new ConfirmationView(completion.thanks().orElse(null)),
                        null));
    }

    /// Null when nothing was said of it.
    private static IntentDataView intentData(PaymentLink link, NewSession session) {
        if (!link.recipe().parameters().containsKey("payment_intent_data")) {
            return null;
        }
        var data = session.intent();
        Particulars particulars = data.particulars();
        return new IntentDataView(
                session.terms().capture().name().toLowerCase(Locale.ROOT),
                data.description().orElse(null),
                data.own(),
                particulars.futureUsage().map(usage -> usage.word()).orElse(null),
                null,
                null,
                null);
    }
}

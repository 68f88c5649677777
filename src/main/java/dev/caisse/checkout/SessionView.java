package dev.caisse.checkout;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.NotNative;
import dev.caisse.api.Secret;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.PriceView;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.customers.Address;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.Shipping;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A checkout session as the API shows it: the seed's fields in the seed's order, then ours.
record SessionView(
        String id,
        String object,
        Millis created,
        CurrencyCode currency,
        @SecretKeyOnly Link customer,
        String mode,
        boolean livemode,
        Shipping shipping,
        String status,
        Secret url,
        String cancelUrl,
        String clientReferenceId,
        String customerEmail,
        ItemsView lineItems,
        Link paymentIntent,
        List<String> paymentMethodTypes,
        String paymentStatus,
        String successUrl,
        long amountSubtotal,
        long amountTotal,
        String billingAddressCollection,
        Millis expiresAt,
        Link paymentLink,
        Map<String, Object> paymentMethodOptions,
        AsksView.PhoneView phoneNumberCollection,
        AsksView.CountriesView shippingAddressCollection,
        Secret clientSecret,
        @SecretKeyOnly Metadata metadata,
        CustomerView customerDetails,
        String customerCreation,
        Link setupIntent,
        List<BreakdownView.NamedView> discounts,
        TotalsView totalDetails,
        ShippingView shippingCost,
        List<ShippingView.OptionView> shippingOptions,
        List<AsksView.FieldView> customFields,
        ClausesView.TextsView customText,
        ClausesView.ConsentView consent,
        ClausesView.ConsentsView consentCollection,
        String submitType,
        String locale,
        Boolean allowPromotionCodes,
        ExpirationView afterExpiration,
        Link recoveredFrom,
        Object brandingSettings,
        String uiMode,
        String returnUrl,
        @NotNative Shipping shippingDetails,
        @NotNative AsksView.CollectedView collectedInformation) {

    /// A list that has no address and no pages, in the seed's order.
    record ItemsView(String object, List<ItemView> data, String url, Boolean hasMore) {}

    record ItemView(
            String id,
            String object,
            CurrencyCode currency,
            String description,
            PriceView price,
            int quantity,
            long amountSubtotal,
            long amountTotal,
            AdjustableView adjustableQuantity) {}

    /// Between which numbers the payer chooses how many; null where they do not.
    record AdjustableView(boolean enabled, int maximum, int minimum) {}

    record CustomerView(Address address, String email, String name, String phone) {}

    /// Tax is nothing until there is tax; no field is invented for it.
    record TotalsView(long amountDiscount, long amountShipping, BreakdownView breakdown) {}

    /// @param url null once the session is closed
    /// @param recoveryUrl where it is recovered, if it may be and is expired
    static SessionView of(Basket basket, Tenant tenant, long nowMs, String url, String recoveryUrl) {
        var session = basket.session();
        var terms = session.terms();
        var state = session.stateAt(nowMs);
        var shipping = session.collected().shipping().orElse(null);
        return new SessionView(
                Prefix.SESSION.id(session.id()),
                "checkout.session",
                Millis.made(session.id()),
                session.currency().orElse(null),
                Link.toOrBlank(terms.customer().id().map(Prefix.CUSTOMER::id).orElse(null)),
                session.isSetup() ? "setup" : "payment",
                tenant.live(),
                shipping,
                state.status(),
                state instanceof State.Open ? new Secret(url) : null,
                terms.cancelUrl().orElse(null),
                terms.clientReferenceId().orElse(null),
                terms.customerEmail().orElse(null),
                new ItemsView("list", items(basket, tenant), null, null),
                intent(session),
                terms.methodTypes().orElse(null),
                session.paymentStatus(),
                terms.successUrl().orElse(null),
                session.subtotal().minor(),
                session.total().minor(),
                terms.isAddressRequired() ? "required" : "auto",
                new Millis(session.expiresMs()),
                Link.toOrBlank(
                        terms.origin().link().map(Prefix.PAYMENT_LINK::id).orElse(null)),
                terms.threeDSecure().map(SessionView::options).orElse(null),
                AsksView.phone(terms.asks()),
                AsksView.countries(terms.asks()),
                session.clientSecret().orElse(null),
                terms.metadata(),
                customer(session),
                terms.customer().creation().orElse(null),
                Link.to(session.setup().map(Setup::intent).map(Prefix.SETUP::id).orElse(null)),
                BreakdownView.named(basket, tenant, nowMs),
                new TotalsView(
                        session.extras().discounted(),
                        session.extras().shippingAmount(),
                        BreakdownView.of(basket, tenant, nowMs)),
                ShippingView.of(basket, tenant),
                ShippingView.options(basket, tenant),
                AsksView.fields(session),
                ClausesView.texts(terms.asks().clauses()),
                ClausesView.consent(session.collected().consent()),
                ClausesView.consents(terms.asks().clauses()),
                terms.submitType().orElse(null),
                terms.locale().orElse(null),
                session.extras().allowsCodes().orElse(null),
                ExpirationView.of(session, nowMs, recoveryUrl),
                Link.to(terms.origin().recovered().map(Prefix.SESSION::id).orElse(null)),
                null,
                "hosted",
                null,
                shipping,
                AsksView.collected(session.collected()));
    }

    /// None as long as there is nothing to pay.
    private static Link intent(CheckoutSession session) {
        return Link.to(session.payment()
                .filter(_ -> !session.isFree())
                .map(Payment::intent)
                .map(Prefix.INTENT::id)
                .orElse(null));
    }

    static List<ItemView> items(Basket basket, Tenant tenant) {
        // What a payer took out stays as long as they may put it back.
        boolean isOpen = basket.session().state() instanceof State.Open;
        var lines = basket.lines().stream()
                .filter(line -> isOpen || line.quantity() > 0)
                .toList();
        return items(lines, basket.session().total().currency(), tenant);
    }

    static List<ItemView> items(List<Line> lines, CurrencyCode currency, Tenant tenant) {
        return lines.stream()
                .map(line -> new ItemView(
                        Prefix.LINE_ITEM.id(line.item().id()),
                        "item",
                        currency,
                        line.description(),
                        PriceView.of(line.offer(), tenant),
                        line.quantity(),
                        line.item().amountSubtotal(),
                        line.amountTotal(),
                        line.item()
                                .adjustable()
                                .map(between -> new AdjustableView(true, between.most(), between.least()))
                                .orElse(null)))
                .toList();
    }

    static Map<String, Object> options(Preference preference) {
        return Map.of("card", Map.of("request_three_d_secure", preference.name().toLowerCase(Locale.ROOT)));
    }

    /// What the merchant's record says, as long as the payer has said nothing.
    private static CustomerView customer(CheckoutSession session) {
        var terms = session.terms();
        return session.customer()
                .or(() -> terms.customer().id().map(_ -> terms.known()))
                .map(SessionView::customer)
                .orElse(null);
    }

    private static CustomerView customer(BillingDetails details) {
        return new CustomerView(details.address(), details.email(), details.name(), details.phone());
    }
}

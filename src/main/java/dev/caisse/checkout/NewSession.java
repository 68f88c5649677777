package dev.caisse.checkout;

import dev.caisse.api.EmailAddress;
import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.checkout.CheckoutSession.Buyer;
import dev.caisse.checkout.CheckoutSession.Origin;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.Customer;
import dev.caisse.methods.MethodOptions;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.payments.Particulars;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A session as somebody asks for it: the parameters of `POST /v1/checkout/sessions`.
///
/// @param isSetup whether it only saves a card
record NewSession(
        boolean isSetup,
        CheckoutSession.Terms terms,
        List<NewItem> items,
        Optional<CurrencyCode> currency,
        ForIntent intent,
        Optional<Long> expiresMs,
        NewExtras extras) {
    static final int MAX_ITEMS = 100;
    private static final int MAX_REFERENCE = 200;
    private static final int MAX_DESCRIPTION = 1000;
    private static final String[] LOCALES = """
            auto ar bg cs da de el en en-GB es es-419 et fi fil fr fr-CA he hi-IN hr hu id it ja ko lt lv ms mt nb nl
            pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW""".split("\\s+");

    /// What goes to the intent.
    ///
    /// @param own the metadata that the session does not have
    record ForIntent(
            Optional<String> description,
            Optional<String> merchantOrderId,
            Optional<String> merchantUserId,
            Optional<String> receiptEmail,
            Metadata metadata,
            Metadata own,
            Particulars particulars) {}

    /// @param notice hears what was left out and why
    static NewSession read(Params params, Consumer<String> notice) {
        if (params.address("success_url").isEmpty()) {
            throw params.missing("success_url");
        }
        return read(params, notice, Origin.NONE);
    }

    /// @param origin what the session is made of
    static NewSession read(Params params, Consumer<String> notice, Origin origin) {
        refuseLater(params);
        boolean isSetup = isSetup(params);
        var intentData = params.object("payment_intent_data");
        var metadata = params.newMetadata("metadata");
        var session = new NewSession(
                isSetup,
                terms(params, isSetup, intentData, metadata, notice).from(recoverable(params, origin)),
                isSetup ? List.of() : items(params),
                params.currency("currency"),
                intent(params, intentData, metadata),
                params.timeMs("expires_at"),
                NewExtras.read(params, isSetup));
        intentData.ifPresent(data -> data.tolerateNull("id").refuseUnknown());
        params.tolerate("return_url").refuseUnknown();
        return session;
    }

    static boolean isLocale(String tag) {
        return List.of(LOCALES).contains(tag);
    }

    /// Where it may be recovered, it keeps what another like it is made of.
    private static Origin recoverable(Params params, Origin origin) {
        return Recovery.read(params)
                .map(_ -> origin.with(Recipe.ofSession(params)))
                .orElse(origin);
    }

    private static void refuseLater(Params params) {
        params.refuseUnsupported("branding_settings", "ui_mode");
    }

    /// Whoever names items wants them paid; whoever names none wants a card saved.
    private static boolean isSetup(Params params) {
        var mode = params.choice("mode", "payment", "setup", "subscription")
                .orElse(params.has("line_items") ? "payment" : "setup");
        if (mode.equals("subscription")) {
            throw Refusal.of(
                    400,
                    "parameter_unsupported",
                    "mode",
                    "`mode` can only be payment or setup in this version of Caisse.");
        }
        boolean isSetup = mode.equals("setup");
        if (isSetup) {
            params.refuseUnsupported("customer_creation");
        }
        for (var ofPayments : List.of("line_items", "payment_intent_data", "submit_type")) {
            if (isSetup && params.has(ofPayments)) {
                throw Refusal.invalid(ofPayments, "has no place in a session in setup mode, which takes no payment");
            }
        }
        return isSetup;
    }

    private static CheckoutSession.Terms terms(
            Params params, boolean isSetup, Optional<Params> intentData, Metadata metadata, Consumer<String> notice) {
        return new CheckoutSession.Terms(
                params.address("success_url"),
                params.address("cancel_url"),
                params.text("client_reference_id", MAX_REFERENCE),
                params.email("customer_email"),
                metadata,
                OfferedTypes.read(params, notice),
                params.choice("billing_address_collection", "auto", "required")
                        .orElse("auto")
                        .equals("required"),
                params.choice("locale", LOCALES),
                params.choice("submit_type", "auto", "book", "donate", "pay"),
                intentData
                        .flatMap(data -> data.object("billing_details"))
                        .map(BillingDetails::read)
                        .orElse(BillingDetails.EMPTY),
                threeDSecure(params),
                intentData
                        .flatMap(data -> data.choice("capture_method", "automatic", "manual"))
                        .map(word -> Capture.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(Capture.AUTOMATIC),
                buyer(params),
                Asks.read(params, isSetup),
                Origin.NONE);
    }

    private static Buyer buyer(Params params) {
        var id = params.id("customer", Prefix.CUSTOMER);
        var creation = params.choice("customer_creation", Buyer.ALWAYS, Buyer.IF_REQUIRED);
        for (var other : List.of("customer_email", "customer_creation")) {
            if (id.isPresent()
                    && params.text(other, EmailAddress.MAX_CHARACTERS).isPresent()) {
                throw Refusal.invalid(other, "cannot be combined with customer: pass one of the two");
            }
        }
        return new Buyer(id, creation);
    }

    /// The same, its payer being one whom the merchant knows; what was said of them for this session goes before.
    NewSession by(Customer customer) {
        var said = terms.known().or(customer.billing());
        var known = customer.email().map(said::withEmail).orElse(said);
        var asks = terms.asks().knowing(customer.shipping());
        return new NewSession(
                isSetup, terms.with(known, terms.customer(), asks), items, currency, intent, expiresMs, extras);
    }

    /// The same with a code that its payer has typed already. Does nothing where none may be typed.
    NewSession redeeming(long promotionCode) {
        return extras.allowsCodes().orElse(false)
                ? new NewSession(isSetup, terms, items, currency, intent, expiresMs, extras.redeeming(promotionCode))
                : this;
    }

    private static Optional<Preference> threeDSecure(Params params) {
        return MethodOptions.card(params).flatMap(card -> {
            var wanted = card.choice("request_three_d_secure", "auto", "any");
            card.refuseUnknown();
            return wanted.map(word -> Preference.valueOf(word.toUpperCase(Locale.ROOT)));
        });
    }

    private static List<NewItem> items(Params params) {
        var items = params.objects("line_items", MAX_ITEMS);
        if (items.isEmpty()) {
            throw params.missing("line_items");
        }
        return IntStream.range(0, items.size())
                .mapToObj(i -> NewItem.read(items.get(i)))
                .toList();
    }

    private static ForIntent intent(Params params, Optional<Params> intentData, Metadata metadata) {
        return new ForIntent(
                intentData.flatMap(data -> data.text("description", MAX_DESCRIPTION)),
                intentData
                        .flatMap(data -> data.text("merchant_order_id", MAX_REFERENCE))
                        .or(() -> params.text("client_reference_id", MAX_REFERENCE)),
                intentData.flatMap(data -> data.text("merchant_user_id", MAX_REFERENCE)),
                intentData.flatMap(data -> data.email("receipt_email")),
                intentData.map(data -> together(data, metadata)).orElse(metadata),
                intentData.map(data -> data.newMetadata("metadata")).orElse(Metadata.EMPTY),
                intentData.map(Particulars::ofSession).orElse(Particulars.NONE));
    }

    private static Metadata together(Params data, Metadata metadata) {
        var both = metadata.with(data.newMetadata("metadata").entries());
        if (both.isTooLarge()) {
            throw Refusal.invalid(
                    data.name("metadata"), "and the session's metadata may have at most 50 keys together");
        }
        return both;
    }
}

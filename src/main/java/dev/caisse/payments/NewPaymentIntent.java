package dev.caisse.payments;

import dev.caisse.api.Amount;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.methods.MethodOptions;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.payments.CreateIntent.NewIntent;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The parameters of a payment intent, as it is made and as it is changed until it is confirmed.
final class NewPaymentIntent {
    static final long MAX_AMOUNT = 999_999_999_999L;
    static final int MAX_TEXT = 1000;
    private static final int MAX_REFERENCE = 200;

    /// What a checkout session decides for the intent that was made with it.
    private static final String[] OF_THE_SESSION = {
        "amount",
        "currency",
        "customer",
        "capture_method",
        "payment_method",
        "payment_method_data",
        "payment_method_options",
        "payment_method_types",
        "return_url"
    };

    private NewPaymentIntent() {}

    /// @param notice hears what was left out and why
    static NewIntent read(Params params, Consumer<String> notice) {
        var currency = params.currency("currency").orElseThrow(() -> params.missing("currency"));
        long amount = params.integer("amount", 1, MAX_AMOUNT).orElseThrow(() -> params.missing("amount"));
        var types = OfferedTypes.read(params, notice);
        var card = Options.read(params);
        return new NewIntent(
                Money.of(amount, currency),
                card.capture().orElse(Capture.AUTOMATIC),
                params.text("description", MAX_TEXT),
                params.newMetadata("metadata"),
                params.text("merchant_order_id", MAX_REFERENCE),
                params.text("merchant_user_id", MAX_REFERENCE),
                params.email("receipt_email"),
                params.address("return_url"),
                card.threeDSecure().orElse(Preference.AUTO),
                Optional.empty(),
                params.id("customer", Prefix.CUSTOMER),
                Particulars.read(params, Particulars.NONE)
                        .of(types)
                        .agreeing(Mandate.read(params, params.flag("confirm").orElse(false))));
    }

    /// What was not given stays as it was; what was given empty is cleared.
    static PaymentIntent change(PaymentIntent intent, Params params, Consumer<String> notice) {
        intent.details().session().ifPresent(_ -> refuseWhatTheSessionDecides(params));
        var old = intent.details();
        var currency = params.currency("currency").orElse(intent.amount().currency());
        long amount = Amount.read(params, "amount", 1, MAX_AMOUNT)
                .orElse(intent.amount().minor());
        var types = OfferedTypes.read(params, notice);
        var card = Options.read(params);
        var details = new Details(
                text(params, "description", MAX_TEXT, old.description()),
                params.merged("metadata", old.metadata()),
                text(params, "merchant_order_id", MAX_REFERENCE, old.merchantOrderId()),
                text(params, "merchant_user_id", MAX_REFERENCE, old.merchantUserId()),
                params.has("receipt_email") ? params.email("receipt_email") : old.receiptEmail(),
                params.has("return_url") ? params.address("return_url") : old.returnUrl(),
                card.threeDSecure().orElse(old.threeDSecure()),
                old.session(),
                params.has("customer") ? params.id("customer", Prefix.CUSTOMER) : old.customer(),
                old.clientSecret(),
                Particulars.read(params, old.particulars())
                        .of(types.or(() -> old.particulars().methodTypes())));
        return intent.changed(Money.of(amount, currency), card.capture().orElse(intent.capture()), details);
    }

    private static Optional<String> text(Params params, String parameter, int max, Optional<String> before) {
        return params.has(parameter) ? params.text(parameter, max) : before;
    }

    private static void refuseWhatTheSessionDecides(Params params) {
        for (var parameter : OF_THE_SESSION) {
            if (params.has(parameter)) {
                throw Refusal.of(
                        400,
                        "payment_intent_of_session",
                        params.name(parameter),
                        "`%s` of this payment intent is decided by its checkout session and cannot be changed here."
                                .formatted(params.name(parameter)));
            }
        }
    }

    /// What is said for cards alone, and how the money is taken.
    private record Options(Optional<Preference> threeDSecure, Optional<Capture> capture) {
        static Options read(Params params) {
            var card = MethodOptions.card(params);
            var threeDSecure = card.flatMap(options -> options.choice("request_three_d_secure", "auto", "any"))
                    .map(word -> Preference.valueOf(word.toUpperCase(Locale.ROOT)));
            var capture = capture(params);
            var ofCard = card.flatMap(Options::capture);
            card.ifPresent(Params::refuseUnknown);
            if (capture.isPresent() && ofCard.isPresent() && !capture.equals(ofCard)) {
                throw Refusal.invalid(
                        "payment_method_options.card.capture_method",
                        "contradicts capture_method: pass one of the two");
            }
            return new Options(threeDSecure, capture.or(() -> ofCard));
        }

        private static Optional<Capture> capture(Params params) {
            return params.choice("capture_method", "automatic", "manual")
                    .map(word -> Capture.valueOf(word.toUpperCase(Locale.ROOT)));
        }
    }
}

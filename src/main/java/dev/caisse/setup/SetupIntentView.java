package dev.caisse.setup;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Secret;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.methods.MethodType;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.setup.SetupIntent.State.Canceled;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A setup intent as the API shows it. Field order is the order in the response.
record SetupIntentView(
        String id,
        String object,
        Millis created,
        String status,
        String usage,
        @SecretKeyOnly Link customer,
        String description,
        Link paymentMethod,
        List<String> paymentMethodTypes,
        Map<String, Object> paymentMethodOptions,
        Secret clientSecret,
        Map<String, Object> nextAction,
        ErrorView lastSetupError,
        String cancellationReason,
        Link latestAttempt,
        @SecretKeyOnly Metadata metadata,
        boolean livemode) {

    record ErrorView(String type, String code, String declineCode, String message, Link paymentMethod) {
        static ErrorView of(PaymentError error) {
            return new ErrorView(
                    "card_error",
                    code(error),
                    error.code().declineCode(),
                    error.message(),
                    Link.to(error.method().map(Prefix.METHOD::id).orElse(null)));
        }

        /// Of all codes this one names the kind of intent.
        private static String code(PaymentError error) {
            return error.code() == DeclineCode.AUTHENTICATION_FAILED
                    ? "setup_intent_authentication_failure"
                    : error.code().code();
        }
    }

    static SetupIntentView of(SetupIntent intent, Tenant tenant) {
        var details = intent.details();
        return new SetupIntentView(
                Prefix.SETUP.id(intent.id()),
                "setup_intent",
                Millis.made(intent.id()),
                intent.state().status(),
                details.usage().word(),
                Link.to(details.customer().map(Prefix.CUSTOMER::id).orElse(null)),
                details.description().orElse(null),
                Link.to(intent.method().map(Prefix.METHOD::id).orElse(null)),
                List.of(MethodType.CARD.name()),
                Map.of(
                        "card",
                        Map.of(
                                "request_three_d_secure",
                                details.threeDSecure().name().toLowerCase(Locale.ROOT))),
                details.clientSecret(),
                intent.nextAction().map(action -> action.asView()).orElse(null),
                intent.lastError().map(ErrorView::of).orElse(null),
                intent.state() instanceof Canceled canceled ? canceled.reason().orElse(null) : null,
                Link.to(intent.latestAttempt().map(Prefix.SETUP_ATTEMPT::id).orElse(null)),
                details.metadata(),
                tenant.live());
    }
}

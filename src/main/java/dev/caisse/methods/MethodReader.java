package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Routing;
import dev.caisse.customers.BillingDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads methods that are no cards out of requests: from `payment_method_data` and its like. What a type needs and is
/// not
/// told is refused, naming it.
final class MethodReader {
    private static final int MAX_CHARACTERS = 60;

    private final Routing routing;

    MethodReader(Routing routing) {
        this.routing = routing;
    }

    /// Which type the parameters of a new payment method are of.
    ///
    /// @throws Refusal when there is no such type, or nobody takes it in this mode
    MethodType type(Tenant tenant, Params params) {
        var name = params.requiredText("type", 100);
        var type = MethodType.find(name)
                .orElseThrow(
                        () -> Refusal.invalid(params.name("type"), "must be a type of payment method, such as card"));
        if (!type.isOffered()
                || (!type.isCard() && routing.find(tenant.live(), name).isEmpty())) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    params.name("type"),
                    "`%s` is not active here. What is active: GET /v1/payment_method_configurations."
                            .formatted(params.name("type")));
        }
        return type;
    }

    TypedMethod read(MethodType type, Params params) {
        var billing = params.object("billing_details").map(BillingDetails::read).orElse(BillingDetails.EMPTY);
        var own = params.object(type.name());
        var details = new LinkedHashMap<String, String>();
        for (var need : type.needs()) {
            if (!need.isTold(billing)) {
                throw Refusal.missing(params.name(need.billingParameter()));
            }
            details.putAll(told(params, type, need.parameters(), own));
        }
        own.ifPresent(Params::refuseUnknown);
        return new TypedMethod(type, billing, details);
    }

    /// One of them is needed; where there are several, more may be told.
    private static Map<String, String> told(
            Params params, MethodType type, List<String> parameters, Optional<Params> own) {
        var told = new LinkedHashMap<String, String>();
        for (var parameter : parameters) {
            own.flatMap(given -> given.text(parameter, MAX_CHARACTERS))
                    .ifPresent(text -> told.put(parameter, checked(own.get(), type, parameter, text)));
        }
        if (told.isEmpty() && !parameters.isEmpty()) {
            throw Refusal.missing(params.name(type.name() + "." + parameters.getFirst()));
        }
        return told;
    }

    private static String checked(Params own, MethodType type, String parameter, String text) {
        var tidied = Need.tidied(parameter, text);
        if (type.currencies().stream().noneMatch(currency -> Need.isGood(parameter, tidied, currency))) {
            throw Refusal.invalid(
                    own.name(parameter),
                    parameter.equals("provider_code")
                            ? "must be one of " + String.join(", ", Need.providers())
                            : "is not valid");
        }
        return tidied;
    }
}

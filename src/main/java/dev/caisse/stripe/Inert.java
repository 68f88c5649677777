package dev.caisse.stripe;

import dev.caisse.platform.json.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parameters of Stripe's that change nothing here, with the values with which that is so: one table, by route. They
/// are
/// accepted and told of in a notice. Whatever would change what is charged or promised is never among them.
final class Inert {
    private static final String ANY = "*";

    private static final Map<String, List<String>> BY_ROUTE = Map.of(
            "/v1/payment_intents",
            List.of(
                    "automatic_payment_methods.enabled=true",
                    "automatic_payment_methods.allow_redirects=always",
                    "confirmation_method=automatic",
                    "use_stripe_sdk=*"),
            "/v1/payment_intents/{id}/confirm",
            List.of("use_stripe_sdk=*"),
            "/v1/setup_intents",
            List.of(
                    "automatic_payment_methods.enabled=true",
                    "automatic_payment_methods.allow_redirects=always",
                    "use_stripe_sdk=*"),
            "/v1/setup_intents/{id}/confirm",
            List.of("use_stripe_sdk=*"),
            "/v1/checkout/sessions",
            List.of(
                    "adaptive_pricing.enabled=false",
                    "automatic_tax.enabled=false",
                    "invoice_creation.enabled=false",
                    "payment_method_collection=always",
                    "phone_number_collection.enabled=false",
                    "tax_id_collection.enabled=false",
                    "ui_mode=hosted",
                    "ui_mode=hosted_page"));

    private Inert() {}

    /// Takes them out of a request's parameters.
    ///
    /// @return a notice for each
    static List<String> takeFrom(Map<String, Object> parameters, String method, String route) {
        var notices = new ArrayList<String>();
        if (method.equals("POST")) {
            for (var line : BY_ROUTE.getOrDefault(route, List.of())) {
                var parts = line.split("=");
                if (takeFrom(parameters, List.of(parts[0].split("\\.")), parts[1])) {
                    notices.add(parts[0] + " has no effect here");
                }
            }
        }
        return notices;
    }

    private static boolean takeFrom(Map<String, Object> object, List<String> path, String value) {
        var name = path.getFirst();
        if (path.size() == 1) {
            boolean isInert = object.containsKey(name) && (value.equals(ANY) || value.equals(text(object.get(name))));
            return isInert && object.keySet().remove(name);
        }
        if (!(object.get(name) instanceof Map<?, ?> inner)) {
            return false;
        }
        var rest = new LinkedHashMap<String, Object>();
        inner.forEach((key, below) -> rest.put(key.toString(), below));
        boolean isTaken = takeFrom(rest, path.subList(1, path.size()), value);
        if (isTaken && rest.isEmpty()) {
            object.remove(name);
        } else if (isTaken) {
            object.put(name, rest);
        }
        return isTaken;
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag.toString();
            case Literal literal -> literal.text();
            case null, default -> "";
        };
    }
}

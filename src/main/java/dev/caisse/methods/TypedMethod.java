package dev.caisse.methods;

import dev.caisse.customers.BillingDetails;
import java.util.Map;

/// What somebody wants to pay with elsewhere than by card, as they said it. Prints itself without what they said.
///
/// @param details what the type asks for, by the names of the API
public record TypedMethod(MethodType type, BillingDetails billing, Map<String, String> details) {
    public TypedMethod {
        details = Map.copyOf(details);
    }

    @Override
    public String toString() {
        return "TypedMethod[type=" + type.name() + "]";
    }
}

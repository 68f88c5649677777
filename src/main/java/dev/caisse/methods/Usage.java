package dev.caisse.methods;

import dev.caisse.api.Params;
import java.util.Locale;
import java.util.Optional;

/// What a payment method is set up for.
public enum Usage {
    /// The payer will be there when it is used.
    ON_SESSION,
    /// The merchant will use it without the payer.
    OFF_SESSION;

    /// The API's word.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// A parameter of a request.
    public static Optional<Usage> read(Params params, String name) {
        return params.choice(name, "on_session", "off_session").map(Usage::of);
    }

    private static Usage of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// Reads a column that may be empty.
    public static Optional<Usage> find(String word) {
        return Optional.ofNullable(word).map(Usage::of);
    }
}

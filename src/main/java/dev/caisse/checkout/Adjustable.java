package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import java.util.Map;
import java.util.Optional;

/// Between which numbers the payer chooses how many of a line they want; both may be chosen.
///
/// @param least none at all takes the line out, as long as another stays
public record Adjustable(int least, int most) {
    static final String PARAMETER = "adjustable_quantity";

    private static final int USUAL_MOST = 99;

    /// The parameter of that name; empty when the payer chooses nothing.
    ///
    /// @param params of the line
    static Optional<Adjustable> read(Params params, int quantity) {
        return params.object(PARAMETER).flatMap(asked -> {
            boolean isEnabled = asked.flag("enabled").orElseThrow(() -> asked.missing("enabled"));
            long least = asked.integer("minimum", 0, NewItem.MAX_QUANTITY).orElse(0L);
            long most = asked.integer("maximum", 1, NewItem.MAX_QUANTITY).orElse((long) USUAL_MOST);
            asked.refuseUnknown();
            if (!isEnabled) {
                return Optional.empty();
            }
            if (least > most) {
                throw Refusal.invalid(asked.name("minimum"), "must not be greater than the maximum, " + most);
            }
            var adjustable = new Adjustable((int) least, (int) most);
            if (!adjustable.allows(quantity)) {
                throw Refusal.invalid(
                        params.name("quantity"),
                        "must be from %d to %d, as adjustable_quantity says".formatted(least, most));
            }
            return Optional.of(adjustable);
        });
    }

    boolean allows(int quantity) {
        return quantity >= least && quantity <= most;
    }

    /// As the parameter has it.
    Map<String, Object> parameter() {
        return Map.of("enabled", "true", "minimum", String.valueOf(least), "maximum", String.valueOf(most));
    }
}

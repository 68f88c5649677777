package dev.caisse.methods;

import dev.caisse.api.Params;
import java.util.Optional;

/// The parameter `payment_method_options`: what is said for one type of payment method alone.
public final class MethodOptions {
    private MethodOptions() {}

    /// What is said for cards, for the caller to read. Types that have no options may be named, with nothing in them.
    public static Optional<Params> card(Params params) {
        return params.object("payment_method_options").flatMap(options -> {
            var card = options.object(MethodType.CARD.name());
            for (var name : MethodType.offeredNames()) {
                if (!name.equals(MethodType.CARD.name())) {
                    options.object(name).ifPresent(Params::refuseUnknown);
                }
            }
            options.refuseUnknown();
            return card;
        });
    }
}

package dev.caisse.catalog;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.Rate.Mode;
import dev.caisse.catalog.Rate.PerUnit;
import dev.caisse.catalog.Rate.Tier;
import dev.caisse.catalog.Rate.Tiered;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A price's rate as somebody asks for it: `unit_amount`, or `billing_scheme: tiered` with `tiers` and `tiers_mode`.
final class NewRate {
    static final int MAX_TIERS = 100;
    private static final String INF = "inf";

    private NewRate() {}

    /// Any billing scheme but `tiered` means `per_unit`; WooshPay's own example sends one that does not exist.
    static Rate read(Params params) {
        boolean isTiered =
                params.text("billing_scheme", 100).filter("tiered"::equals).isPresent();
        for (var other : isTiered ? List.of("unit_amount") : List.of("tiers", "tiers_mode")) {
            if (params.has(other)) {
                throw Refusal.invalid(
                        params.name(other),
                        isTiered
                                ? "cannot be combined with billing_scheme tiered: say the amounts in tiers"
                                : "has a place only beside billing_scheme tiered");
            }
        }
        return isTiered
                ? tiered(params)
                : new PerUnit(amount(params, "unit_amount").orElseThrow(() -> params.missing("unit_amount")));
    }

    private static Tiered tiered(Params params) {
        var mode = params.choice("tiers_mode", "graduated", "volume")
                .map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElseThrow(() -> params.missing("tiers_mode"));
        var given = params.objects("tiers", MAX_TIERS);
        if (given.isEmpty()) {
            throw params.missing("tiers");
        }
        var tiers = new ArrayList<Tier>();
        long before = 0;
        for (var tier : given) {
            boolean isLast = tier == given.getLast();
            var read = tier(tier, before, isLast);
            tiers.add(read);
            before = read.upTo().orElse(Long.MAX_VALUE);
        }
        return new Tiered(mode, tiers);
    }

    private static Tier tier(Params params, long before, boolean isLast) {
        boolean isEndless = params.text("up_to", 20)
                .orElseThrow(() -> params.missing("up_to"))
                .equals(INF);
        if (isEndless != isLast) {
            throw Refusal.invalid(
                    params.name("up_to"), isLast ? "of the last tier must be inf" : "can be inf in the last tier only");
        }
        var upTo = isEndless ? Optional.<Long>empty() : params.integer("up_to", 1, Integer.MAX_VALUE);
        if (upTo.filter(end -> end <= before).isPresent()) {
            throw Refusal.invalid(params.name("up_to"), "must be more than that of the tier before, " + before);
        }
        var unit = amount(params, "unit_amount");
        var flat = amount(params, "flat_amount");
        if (unit.isEmpty() && flat.isEmpty()) {
            throw params.missing("unit_amount");
        }
        params.refuseUnknown();
        return new Tier(upTo, unit, flat);
    }

    private static Optional<Long> amount(Params params, String name) {
        return params.integer(name, 0, Long.MAX_VALUE).map(amount -> {
            if (amount > NewPrice.MAX_AMOUNT) {
                throw Refusal.of(
                        400,
                        "amount_too_large",
                        params.name(name),
                        "`%s` may be at most %d.".formatted(params.name(name), NewPrice.MAX_AMOUNT));
            }
            return amount;
        });
    }
}

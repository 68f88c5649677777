package dev.caisse.catalog;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;

/// A price as the API shows it, on its own and inside a session's items. Field order is the order in the response.
public record PriceView(
        String id,
        String object,
        Millis created,
        boolean active,
        CurrencyCode currency,
        @SecretKeyOnly Metadata metadata,
        @SecretKeyOnly String nickname,
        Link product,
        String type,
        boolean livemode,
        Long unitAmount,
        String billingScheme,
        String lookupKey,
        RecurringView recurring,
        List<TierView> tiers,
        String tiersMode) {

    record RecurringView(String interval, int intervalCount, String usageType) {}

    /// @param upTo null in the last tier
    record TierView(Long flatAmount, Long unitAmount, Long upTo) {}

    public static PriceView of(Offer offer, Tenant tenant) {
        var price = offer.price();
        var product = offer.product();
        return new PriceView(
                Prefix.PRICE.id(price.id()),
                "price",
                Millis.made(price.id()),
                price.active(),
                price.currency(),
                price.metadata(),
                price.nickname().orElse(null),
                new Link.Whole(Prefix.PRODUCT.id(product.id()), ProductView.of(product, tenant)),
                price.type(),
                tenant.live(),
                price.rate().unitAmount().orElse(null),
                price.rate() instanceof Rate.Tiered ? "tiered" : "per_unit",
                price.lookupKey().orElse(null),
                price.recurring()
                        .map(often -> new RecurringView(often.interval(), often.intervalCount(), "licensed"))
                        .orElse(null),
                price.rate() instanceof Rate.Tiered tiered
                        ? tiered.tiers().stream().map(PriceView::tier).toList()
                        : null,
                Rates.mode(price.rate()).orElse(null));
    }

    private static TierView tier(Rate.Tier tier) {
        return new TierView(
                tier.flatAmount().orElse(null),
                tier.unitAmount().orElse(null),
                tier.upTo().orElse(null));
    }
}

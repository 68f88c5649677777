package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.connectors.Routing;
import dev.caisse.connectors.TestCard;
import dev.caisse.connectors.TestCards;
import dev.caisse.customers.BillingDetails;
import dev.caisse.vault.CardBrand;
import dev.caisse.vault.CardNumber;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/// Reads cards out of requests: from `payment_method_data` and its like, and from the aliases of test cards. What
/// cannot
/// be a card is refused with 402 and the code that says why; no text of ours repeats a number.
public final class CardReader {
    private static final int MAX_CHARACTERS = 40;
    private static final int YEARS_AHEAD = 50;
    static final int MAX_TOKEN = 255;

    private final Clocks clocks;
    private final Routing routing;
    private final MethodReader others;

    public CardReader(Clocks clocks, Routing routing) {
        this.clocks = clocks;
        this.routing = routing;
        this.others = new MethodReader(routing);
    }

    /// The parameters of a new payment method: `type`, `billing_details` and `card`.
    ///
    /// @throws Refusal 402 when no card can be so, or when it may not be used in this mode; 400 when it is no card
    public TypedCard read(Tenant tenant, Params params) {
        if (!others.type(tenant, params).isCard()) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    params.name("type"),
                    "`" + params.name("type") + "` can only be card here.");
        }
        var billing = params.object("billing_details").map(BillingDetails::read).orElse(BillingDetails.EMPTY);
        var card = params.object("card").orElseThrow(() -> params.missing("card"));
        return card.text("token", MAX_TOKEN).isPresent()
                ? ofToken(tenant, card, billing)
                : screened(tenant, card, card(tenant, card, billing));
    }

    /// What is no card, with the parameters that its type has; empty when they are of a card.
    public Optional<TypedMethod> findOther(Tenant tenant, Params params) {
        var type = others.type(tenant, params);
        return type.isCard() ? Optional.empty() : Optional.of(others.read(type, params));
    }

    /// When a card that is kept expires from now on: the parameters of `card` on an update.
    YearMonth readExpiry(Tenant tenant, Params card, CardDetails kept) {
        var expiry = readExpiryAmongOthers(tenant, card, kept);
        card.refuseUnknown();
        return expiry;
    }

    /// The same, leaving it to the caller to refuse what is left over.
    YearMonth readExpiryAmongOthers(Tenant tenant, Params card, CardDetails kept) {
        var month = card.integer("exp_month", Long.MIN_VALUE, Long.MAX_VALUE).orElse((long) kept.expMonth());
        var year = card.integer("exp_year", Long.MIN_VALUE, Long.MAX_VALUE).orElse((long) kept.expYear());
        return expiry(tenant, card, month, year);
    }

    /// A test card by one of its names, such as `pm_card_visa`; none in live mode.
    public Optional<TypedCard> findAlias(Tenant tenant, String id) {
        return tenant.live() ? Optional.empty() : TestCards.byAlias(id).map(card -> ready(tenant, card));
    }

    /// A card in the words from before there were payment methods: its address stands in it, under names of its own.
    TypedCard readSource(Tenant tenant, Params card) {
        card.choice("object", "card");
        return screened(tenant, card, card(tenant, card, BillingDetails.ofCard(card)));
    }

    /// The test card that a token names, with the billing details that came with it.
    private TypedCard ofToken(Tenant tenant, Params card, BillingDetails billing) {
        var typed = card.text("token", MAX_TOKEN)
                .flatMap(token -> findAlias(tenant, token))
                .orElseThrow(() -> Refusal.invalid(
                        card.name("token"),
                        "must be a token that was made by POST /v1/tokens, or in test mode the name of a test card such as"
                                + " tok_visa"));
        card.refuseUnknown();
        return typed.billedTo(billing);
    }

    private TypedCard ready(Tenant tenant, TestCard card) {
        var code = card.number().brand() == CardBrand.AMEX ? "1234" : "123";
        return new TypedCard(
                card.number(),
                12,
                thisMonth(tenant).getYear() + 1,
                Optional.of(new SecurityCode(code)),
                BillingDetails.EMPTY);
    }

    private TypedCard card(Tenant tenant, Params params, BillingDetails billing) {
        var number = number(params);
        var month = params.integer("exp_month", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> params.missing("exp_month"));
        var year = params.integer("exp_year", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseThrow(() -> params.missing("exp_year"));
        var expiry = expiry(tenant, params, month, year);
        var code = params.text("cvc", MAX_CHARACTERS).map(digits -> code(params, number, digits));
        var name = params.text("name", BillingDetails.MAX_CHARACTERS);
        params.refuseUnknown();
        return new TypedCard(number, expiry.getMonthValue(), expiry.getYear(), code, named(billing, name));
    }

    private static CardNumber number(Params params) {
        return CardNumber.read(params.requiredText("number", MAX_CHARACTERS))
                .orElseThrow(() -> Refusal.badCard(
                        "incorrect_number", params.name("number"), "This card number is not valid. Check the digits."));
    }

    private YearMonth expiry(Tenant tenant, Params params, long month, long year) {
        if (month < 1 || month > 12) {
            throw badMonth(params);
        }
        long fullYear = year >= 0 && year < 100 ? year + 2000 : year;
        if (fullYear < thisMonth(tenant).getYear()
                || fullYear > thisMonth(tenant).getYear() + YEARS_AHEAD) {
            throw Refusal.badCard(
                    "invalid_expiry_year", params.name("exp_year"), "The card's expiry year is not valid.");
        }
        var expiry = YearMonth.of((int) fullYear, (int) month);
        if (expiry.isBefore(thisMonth(tenant))) {
            throw badMonth(params);
        }
        return expiry;
    }

    private static Refusal badMonth(Params params) {
        return Refusal.badCard(
                "invalid_expiry_month", params.name("exp_month"), "The card's expiry month is not valid.");
    }

    private static SecurityCode code(Params params, CardNumber number, String digits) {
        if (!digits.matches("[0-9]{3,4}") || !number.brand().takesCodeOf(digits.length())) {
            throw Refusal.badCard("invalid_cvc", params.name("cvc"), "The card's security code is not valid.");
        }
        return new SecurityCode(digits);
    }

    private static BillingDetails named(BillingDetails billing, Optional<String> name) {
        return billing.name() != null || name.isEmpty()
                ? billing
                : new BillingDetails(billing.address(), billing.email(), name.get(), billing.phone());
    }

    /// A real card in test mode, or a test card in live mode, goes no further.
    private TypedCard screened(Tenant tenant, Params params, TypedCard card) {
        Optional<Connector> connector = routing.find(tenant.live(), MethodType.CARD.name());
        connector.flatMap(known -> known.screen(card.number())).ifPresent(declined -> {
            throw Refusal.badCard(
                    declined.code().code(), declined.code().declineCode(), params.name("number"), declined.message());
        });
        return card;
    }

    private YearMonth thisMonth(Tenant tenant) {
        return YearMonth.from(Instant.ofEpochMilli(clocks.nowMs(tenant)).atZone(ZoneOffset.UTC));
    }
}

package dev.caisse.methods;

import dev.caisse.api.Refusal;
import dev.caisse.connectors.Means.Flow;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of ways to pay: every type the API knows, what it can do, and whether this server offers it. No other
/// place asks for a type by its name.
///
/// @param group what its payer sees; none of what is known by its name alone
/// @param flow how a payer is led who pays elsewhere; none for cards
/// @param minimum the least that can be paid, in the one currency that has such a limit; null without
/// @param maximum likewise the most
/// @param needs what is asked of its payer
/// @param isRecurring whether it can be charged again while its payer is away
public record MethodType(
        String name,
        Optional<Group> group,
        Optional<Flow> flow,
        List<CurrencyCode> currencies,
        Refunds refunds,
        Money minimum,
        Money maximum,
        List<Need> needs,
        boolean isRecurring) {

    /// How a payer is led: a form for the card, the provider's page, a code to scan, or instructions and a wait.
    public enum Group {
        CARD(null),
        REDIRECT(Flow.PAGE),
        QR(Flow.CODE),
        DELAYED(Flow.VOUCHER);

        private final Flow usual;

        Group(Flow usual) {
            this.usual = usual;
        }

        /// The API's word.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What can go back: all of it, a part, and that more than once.
    public record Refunds(boolean full, boolean partial, boolean multiple) {}

    private static final Refunds NONE = new Refunds(false, false, false);
    private static final Refunds WHOLE = new Refunds(true, false, false);
    private static final Refunds ONE_PART = new Refunds(true, true, false);
    private static final Refunds PARTS = new Refunds(true, true, true);

    public static final MethodType CARD = new MethodType(
            "card", Optional.of(Group.CARD), Optional.empty(), CurrencyCode.all(), PARTS, null, null, List.of(), true);

    private static final List<MethodType> TABLE = Stream.concat(
                    Stream.of(
                            CARD,
                            row("alipay", Group.REDIRECT, "CNY GBP USD EUR HKD", ONE_PART)
                                    .within("CNY", 1L, null),
                            row("alipayplus", Group.REDIRECT, "CNY HKD GBP IDR MYR PHP THB USD EUR", ONE_PART),
                            row("alipay_hk", Group.REDIRECT, "HKD GBP USD EUR", ONE_PART),
                            row("dana", Group.REDIRECT, "IDR GBP USD EUR", ONE_PART),
                            row("touchngo", Group.REDIRECT, "MYR GBP USD EUR", ONE_PART),
                            row("bpi", Group.REDIRECT, "PHP GBP USD EUR", ONE_PART),
                            row("rabbit_line_pay", Group.REDIRECT, "THB GBP USD EUR", ONE_PART),
                            row("gcash", Group.REDIRECT, "PHP GBP USD EUR", ONE_PART),
                            row("boost", Group.REDIRECT, "MYR GBP USD EUR", ONE_PART),
                            row("kakaopay", Group.REDIRECT, "KRW GBP USD EUR", ONE_PART),
                            row("truemoney", Group.REDIRECT, "THB GBP USD EUR", ONE_PART),
                            row("unionpay", Group.REDIRECT, "CNY MYR", WHOLE).within("MYR", 1L, 250_000L),
                            row("grabpay", Group.REDIRECT, "SGD MYR", WHOLE),
                            row("ovo", Group.REDIRECT, "IDR", WHOLE),
                            row("shopeepay", Group.REDIRECT, "IDR PHP", WHOLE),
                            row("momo", Group.REDIRECT, "VND", WHOLE),
                            row("zalo", Group.REDIRECT, "VND", WHOLE),
                            row("ideal", Group.REDIRECT, "EUR", ONE_PART),
                            row("bancontact", Group.REDIRECT, "EUR", ONE_PART),
                            row("eps", Group.REDIRECT, "EUR", ONE_PART),
                            row("p24", Group.REDIRECT, "EUR PLN", ONE_PART),
                            row("giropay", Group.REDIRECT, "EUR", ONE_PART),
                            row("klarna", Group.REDIRECT, "EUR GBP USD", ONE_PART),
                            row("fpx", Group.REDIRECT, "MYR", ONE_PART),
                            row("wechat_pay", Group.QR, "CNY GBP USD EUR HKD", PARTS)
                                    .within("USD", null, 5_000_000L),
                            row("pix", Group.QR, "BRL", WHOLE)
                                    .within("BRL", 300L, 1_467_700L)
                                    .needing(Need.COUNTRY, Need.EMAIL, Need.NAME),
                            row("paynow", Group.QR, "SGD", WHOLE).needing(Need.NAME, Need.COUNTRY, Need.EMAIL),
                            row("promptpay", Group.QR, "THB", WHOLE),
                            row("qris", Group.QR, "IDR", WHOLE),
                            row("upi", Group.QR, "INR", WHOLE),
                            row("sepa_debit", Group.DELAYED, "EUR", WHOLE)
                                    .by(Flow.DEBIT)
                                    .recurring()
                                    .needing(Need.IBAN, Need.NAME, Need.EMAIL),
                            row("boleto", Group.DELAYED, "BRL", NONE)
                                    .by(Flow.VOUCHER)
                                    .needing(Need.NAME, Need.EMAIL),
                            row("bank_transfer_vn", Group.DELAYED, "VND", NONE)
                                    .by(Flow.VOUCHER)
                                    .needing(Need.NAME),
                            row("spei", Group.DELAYED, "MXN", NONE)
                                    .within("MXN", 100L, null)
                                    .by(Flow.VOUCHER)
                                    .needing(Need.PERSON),
                            row("mobile_money", Group.DELAYED, "XAF GHS KES RWF TZS UGX", NONE)
                                    .within("RWF", 980L, 2_000_000L)
                                    .by(Flow.PHONE)
                                    .needing(Need.PHONE_NUMBER, Need.PROVIDER_CODE)),
                    words("applepay googlepay akulaku atome gopay vietcombank sofort trustly mcash 9pay stitch"
                                    + " bank_transfer_id crypto")
                            .map(MethodType::known))
            .toList();

    private static final Map<String, MethodType> BY_NAME =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(MethodType::name, type -> type));

    private static final Map<CurrencyCode, List<String>> BY_CURRENCY = new ConcurrentHashMap<>();

    private static final List<String> OFFERED_NAMES =
            TABLE.stream().filter(MethodType::isOffered).map(MethodType::name).toList();

    private static MethodType row(String name, Group group, String currencies, Refunds refunds) {
        var codes = words(currencies).map(CurrencyCode::of).toList();
        return new MethodType(
                name, Optional.of(group), Optional.of(group.usual), codes, refunds, null, null, List.of(), false);
    }

    private static MethodType known(String name) {
        return new MethodType(name, Optional.empty(), Optional.empty(), List.of(), NONE, null, null, List.of(), false);
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split(" "));
    }

    private MethodType within(String currency, Long least, Long most) {
        var minor = limit(least, currency);
        return new MethodType(name, group, flow, currencies, refunds, minor, limit(most, currency), needs, isRecurring);
    }

    private MethodType by(Flow another) {
        return new MethodType(
                name, group, Optional.of(another), currencies, refunds, minimum, maximum, needs, isRecurring);
    }

    private MethodType recurring() {
        return new MethodType(name, group, flow, currencies, refunds, minimum, maximum, needs, true);
    }

    private MethodType needing(Need... asked) {
        return new MethodType(name, group, flow, currencies, refunds, minimum, maximum, List.of(asked), isRecurring);
    }

    private static Money limit(Long minor, String currency) {
        return minor == null ? null : Money.of(minor, CurrencyCode.of(currency));
    }

    /// In the order of the table.
    static List<MethodType> all() {
        return TABLE;
    }

    /// All that this server offers, in the order of the table.
    public static List<String> offeredNames() {
        return OFFERED_NAMES;
    }

    /// The names of those that take a currency, in the order of the table. Live, all but cards wait for their
    /// connectors.
    public static List<String> names(CurrencyCode currency, boolean live) {
        return live ? List.of(CARD.name) : BY_CURRENCY.computeIfAbsent(currency, MethodType::namesIn);
    }

    private static List<String> namesIn(CurrencyCode currency) {
        return TABLE.stream()
                .filter(type -> type.currencies.contains(currency))
                .map(MethodType::name)
                .toList();
    }

    public static Optional<MethodType> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// One that a row names.
    public static MethodType of(String name) {
        return find(name).orElseThrow();
    }

    /// What is known by its name alone is not offered.
    public boolean isOffered() {
        return group.isPresent();
    }

    public boolean isCard() {
        return equals(CARD);
    }

    /// Whether it can be made ready for later without a payment.
    public boolean isVerifiable() {
        return isCard();
    }

    /// Whether its money comes later, and its payer need not wait for it.
    public boolean isDelayed() {
        return group.filter(Group.DELAYED::equals).isPresent();
    }

    /// Whether its payer leaves for a page elsewhere, and so must be told where to come back to.
    public boolean isLeaving() {
        return flow.filter(known -> known == Flow.PAGE || known == Flow.PHONE).isPresent();
    }

    /// What the payer has to do, in the API's words. (`next_action.type`)
    public String actionType() {
        return flow.filter(Flow.PHONE::equals).map(_ -> "redirect_to_url").orElse(name + "_handle_redirect");
    }

    /// Whether it can pay this amount.
    public boolean takes(Money amount) {
        return isOffered() && currencies.contains(amount.currency()) && !isBelow(amount) && !isAbove(amount);
    }

    /// @throws Refusal 400 when it cannot pay this amount, naming why
    public void mustTake(Money amount) {
        if (!currencies.contains(amount.currency())) {
            throw Refusal.of(
                    400,
                    "payment_method_currency_mismatch",
                    "currency",
                    "`" + name + "` cannot pay in " + amount.currency() + ". It takes: "
                            + currencies.stream().map(CurrencyCode::code).collect(Collectors.joining(", ")) + ".");
        }
        if (isBelow(amount)) {
            throw Refusal.of(400, "amount_too_small", "amount", "`" + name + "` takes at least " + minimum + ".");
        }
        if (isAbove(amount)) {
            throw Refusal.of(400, "amount_too_large", "amount", "`" + name + "` takes at most " + maximum + ".");
        }
    }

    private boolean isBelow(Money amount) {
        return minimum != null && minimum.currency().equals(amount.currency()) && amount.minor() < minimum.minor();
    }

    private boolean isAbove(Money amount) {
        return maximum != null && maximum.currency().equals(amount.currency()) && amount.minor() > maximum.minor();
    }
}

package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of ways to pay: every type the API knows, what it can do, and whether this server offers it. No other
/// place
/// asks for a type by its name.
///
/// @param group how its payer is led; none of what is known by its name alone
/// @param minimum the least that can be paid, in the one currency that has such a limit; null without
/// @param maximum likewise the most
/// @param isRecurring whether it can be charged again while its payer is away
public record MethodType(
        String name,
        Optional<Group> group,
        List<CurrencyCode> currencies,
        Refunds refunds,
        Money minimum,
        Money maximum,
        boolean isRecurring,
        boolean isOffered) {

    /// How a payer is led: a form for the card, the provider's page, a code to scan, or instructions and a wait.
    public enum Group {
        CARD,
        REDIRECT,
        QR,
        DELAYED
    }

    /// What can go back: all of it, a part, and that more than once.
    public record Refunds(boolean full, boolean partial, boolean multiple) {}

    private static final Refunds NONE = new Refunds(false, false, false);
    private static final Refunds WHOLE = new Refunds(true, false, false);
    private static final Refunds ONE_PART = new Refunds(true, true, false);
    private static final Refunds PARTS = new Refunds(true, true, true);

    public static final MethodType CARD =
            new MethodType("card", Optional.of(Group.CARD), CurrencyCode.all(), PARTS, null, null, true, true);

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
                            row("pix", Group.QR, "BRL", WHOLE).within("BRL", 300L, 1_467_700L),
                            row("paynow", Group.QR, "SGD", WHOLE),
                            row("promptpay", Group.QR, "THB", WHOLE),
                            row("qris", Group.QR, "IDR", WHOLE),
                            row("upi", Group.QR, "INR", WHOLE),
                            row("sepa_debit", Group.DELAYED, "EUR", WHOLE),
                            row("boleto", Group.DELAYED, "BRL", NONE),
                            row("bank_transfer_vn", Group.DELAYED, "VND", NONE),
                            row("spei", Group.DELAYED, "MXN", NONE).within("MXN", 100L, null),
                            row("mobile_money", Group.DELAYED, "XAF GHS KES RWF TZS UGX", NONE)
                                    .within("RWF", 980L, 2_000_000L)),
                    words("applepay googlepay akulaku atome gopay vietcombank sofort trustly mcash 9pay stitch"
                                    + " bank_transfer_id crypto")
                            .map(name ->
                                    new MethodType(name, Optional.empty(), List.of(), NONE, null, null, false, false)))
            .toList();

    /// The names of those that are known and not offered.
    public static final Set<String> NOT_OFFERED = TABLE.stream()
            .filter(type -> !type.isOffered())
            .map(MethodType::name)
            .collect(Collectors.toUnmodifiableSet());

    private static MethodType row(String name, Group group, String currencies, Refunds refunds) {
        var codes = words(currencies).map(CurrencyCode::of).toList();
        return new MethodType(name, Optional.of(group), codes, refunds, null, null, false, false);
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split(" "));
    }

    private MethodType within(String currency, Long least, Long most) {
        return new MethodType(
                name,
                group,
                currencies,
                refunds,
                limit(least, currency),
                limit(most, currency),
                isRecurring,
                isOffered);
    }

    private static Money limit(Long minor, String currency) {
        return minor == null ? null : Money.of(minor, CurrencyCode.of(currency));
    }

    /// In the order of the table.
    static List<MethodType> all() {
        return TABLE;
    }

    /// The parameter `payment_method_types`: what is known but not offered here is left out, and nothing left is an
    /// error.
    ///
    /// @param notice hears what was left out
    /// @return empty when none was asked for
    public static Optional<List<String>> offered(Params params, Consumer<String> notice) {
        var asked = params.texts("payment_method_types", 100, 100);
        var offered = new ArrayList<String>();
        for (int i = 0; i < asked.size(); i++) {
            var name = asked.get(i);
            var param = params.name("payment_method_types") + "[" + i + "]";
            var type = find(name)
                    .orElseThrow(() -> Refusal.invalid(param, "must be a type of payment method, such as card"));
            if (type.isOffered()) {
                offered.add(name);
            } else {
                notice.accept("payment_method_types: " + name + " is not active and was left out");
            }
        }
        if (!asked.isEmpty() && offered.isEmpty()) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    "payment_method_types",
                    "None of these types of payment method is active here. Active is: card.");
        }
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of(offered.stream().distinct().toList());
    }

    public static Optional<MethodType> find(String name) {
        return TABLE.stream().filter(type -> type.name().equals(name)).findFirst();
    }
}

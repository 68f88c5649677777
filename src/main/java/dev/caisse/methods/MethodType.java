package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of ways to pay: every type the API knows, and whether this server offers it. No other place asks for a
/// type by its name.
public record MethodType(String name, boolean isOffered) {

    public static final MethodType CARD = new MethodType("card", true);

    /// The names of those that are known and not offered.
    public static final Set<String> NOT_OFFERED =
            Set.copyOf(Arrays.asList("""
            alipay alipayplus alipay_hk dana touchngo bpi rabbit_line_pay gcash boost kakaopay truemoney unionpay
            grabpay ovo shopeepay momo zalo ideal bancontact eps p24 giropay klarna fpx wechat_pay pix paynow promptpay
            qris upi sepa_debit boleto bank_transfer_vn spei mobile_money
            applepay googlepay akulaku atome gopay vietcombank sofort trustly mcash 9pay stitch bank_transfer_id crypto
            """.strip().split("\\s+")));

    private static final Set<MethodType> TABLE = Stream.concat(
                    Stream.of(CARD), NOT_OFFERED.stream().map(name -> new MethodType(name, false)))
            .collect(Collectors.toUnmodifiableSet());

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

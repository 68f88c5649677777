package dev.caisse.methods;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of ways to pay: every type the API knows, and whether this server offers it. No other place asks for a
/// type by its name.
public record MethodType(String name, boolean isOffered) {

    public static final MethodType CARD = new MethodType("card", true);

    private static final Set<String> NOT_OFFERED =
            Set.copyOf(Arrays.asList("""
            alipay alipayplus alipay_hk dana touchngo bpi rabbit_line_pay gcash boost kakaopay truemoney unionpay
            grabpay ovo shopeepay momo zalo ideal bancontact eps p24 giropay klarna fpx wechat_pay pix paynow promptpay
            qris upi sepa_debit boleto bank_transfer_vn spei mobile_money
            applepay googlepay akulaku atome gopay vietcombank sofort trustly mcash 9pay stitch bank_transfer_id crypto
            """.strip().split("\\s+")));

    private static final Set<MethodType> TABLE = Stream.concat(
                    Stream.of(CARD), NOT_OFFERED.stream().map(name -> new MethodType(name, false)))
            .collect(Collectors.toUnmodifiableSet());

    public static Optional<MethodType> find(String name) {
        return TABLE.stream().filter(type -> type.name().equals(name)).findFirst();
    }
}

package dev.caisse.methods;

import dev.caisse.customers.BillingDetails;
import dev.caisse.platform.money.CurrencyCode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a type of payment method asks of its payer, beyond what every payment does: something of who they are, or a
/// detail of its own.
public enum Need {
    NAME(billing -> billing.name() != null, "billing_details.name"),
    EMAIL(billing -> billing.email() != null, "billing_details.email"),
    COUNTRY(billing -> billing.address().country() != null, "billing_details.address.country"),
    /// Of the account to be debited; its check digits must be right.
    IBAN("iban"),
    /// The Mexican number of a person, or of who pays taxes.
    PERSON("curp", "rfc_pf"),
    /// With the country's code, without a plus.
    PHONE_NUMBER("phone_number"),
    /// The telephone company that keeps the payer's money.
    PROVIDER_CODE("provider_code");

    /// By the end of its name: in which currency a telephone company keeps money.
    private static final Map<String, String> CURRENCIES =
            Map.of("cm", "XAF", "gh", "GHS", "ke", "KES", "rw", "RWF", "tz", "TZS", "ug", "UGX");

    private static final List<String> PROVIDERS = List.of("""
            mtn_cm orange_cm mtn_gh vodafone_gh airtel_gh mpesa_ke mtn_rw airtel_rw airtel_tz tigo_tz vodacom_tz
            azampesa_tz halopesa_tz mtn_ug airtel_ug""".split("\\s+"));

    private static final Pattern IBAN_FORM = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final Pattern CURP_FORM = Pattern.compile("[A-Z]{4}[0-9]{6}[A-Z]{6}[A-Z0-9][0-9]");
    private static final Pattern RFC_FORM = Pattern.compile("[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{3}");
    private static final Pattern PHONE_FORM = Pattern.compile("[1-9][0-9]{7,14}");

    private final List<String> parameters;
    private final Predicate<BillingDetails> isTold;
    private final String billingParameter;

    Need(Predicate<BillingDetails> isTold, String billingParameter) {
        this.parameters = List.of();
        this.isTold = isTold;
        this.billingParameter = billingParameter;
    }

    Need(String... parameters) {
        this.parameters = List.of(parameters);
        this.isTold = _ -> true;
        this.billingParameter = null;
    }

    /// The names of the details of which one is needed; none when it is told by the billing details.
    public List<String> parameters() {
        return parameters;
    }

    /// The parameter of a request that tells it, of those of the billing details.
    String billingParameter() {
        return billingParameter;
    }

    public boolean isTold(BillingDetails billing) {
        return isTold.test(billing);
    }

    /// A detail as it is kept: without the spaces and marks that people write.
    public static String tidied(String parameter, String text) {
        var tight = text.replaceAll("[\\s\\-.()]", "");
        return switch (parameter) {
            case "iban", "curp", "rfc_pf" -> tight.toUpperCase(java.util.Locale.ROOT);
            case "phone_number" -> tight.replaceFirst("^\\+", "");
            default -> tight;
        };
    }

    /// Whether a detail, tidied, can be so.
    public static boolean isGood(String parameter, String text, CurrencyCode currency) {
        return switch (parameter) {
            case "iban" -> IBAN_FORM.matcher(text).matches() && hasGoodCheckDigits(text);
            case "curp" -> CURP_FORM.matcher(text).matches();
            case "rfc_pf" -> RFC_FORM.matcher(text).matches();
            case "phone_number" -> PHONE_FORM.matcher(text).matches();
            case "provider_code" -> providers(currency).contains(text);
            default -> false;
        };
    }

    /// The telephone companies that keep money in this currency.
    public static List<String> providers(CurrencyCode currency) {
        return PROVIDERS.stream()
                .filter(code -> CURRENCIES.get(country(code)).equals(currency.code()))
                .toList();
    }

    /// All of them.
    static List<String> providers() {
        return PROVIDERS;
    }

    private static String country(String provider) {
        return provider.substring(provider.lastIndexOf('_') + 1);
    }

    /// ISO 13616: the first four characters behind the others, letters as numbers, leave one divided by 97.
    private static boolean hasGoodCheckDigits(String iban) {
        var turned = iban.substring(4) + iban.substring(0, 4);
        var digits = turned.chars()
                .mapToObj(c -> Integer.toString(Character.digit(c, 36)))
                .reduce("", String::concat);
        return new BigInteger(digits).mod(BigInteger.valueOf(97)).intValueExact() == 1;
    }

    /// The names of all details there are.
    static Stream<String> allParameters() {
        return Stream.of(values()).flatMap(need -> need.parameters.stream());
    }
}

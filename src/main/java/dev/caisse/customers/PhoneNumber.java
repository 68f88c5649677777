package dev.caisse.customers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.util.Optional;

/// A telephone number that can be one, as its country's plan has it.
///
/// @param text as E.164 has it: a plus, the country's code, the number
public record PhoneNumber(String text) {
    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    /// @param typed in any form and any script's digits
    /// @param country where it is dialled from when it names none; two letters, or nothing
    public static Optional<PhoneNumber> read(String typed, String country) {
        if (typed.length() > BillingDetails.MAX_PHONE) {
            return Optional.empty();
        }
        try {
            var number = PLANS.parse(typed, country);
            // A number with an extension is no number that can be called by itself.
            return PLANS.isValidNumber(number) && !number.hasExtension()
                    ? Optional.of(new PhoneNumber(PLANS.format(number, PhoneNumberFormat.E164)))
                    : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /// As people write it who dial from a country.
    public String from(String country) {
        try {
            var number = PLANS.parse(text, country);
            boolean isNational = PLANS.isValidNumberForRegion(number, country);
            return PLANS.format(number, isNational ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
        } catch (NumberParseException e) {
            throw new IllegalStateException("a telephone number was kept that is none", e);
        }
    }

    /// One that nobody has, in the form of a country.
    public static Optional<String> example(String country) {
        return Optional.of(country)
                .filter(PLANS.getSupportedRegions()::contains)
                .map(region -> PLANS.getExampleNumberForType(region, PhoneNumberType.MOBILE))
                .map(number -> PLANS.format(number, PhoneNumberFormat.NATIONAL));
    }
}

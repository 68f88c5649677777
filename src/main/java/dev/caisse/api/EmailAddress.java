package dev.caisse.api;

import java.util.regex.Pattern;

/// What passes for an e-mail address: something, an at sign, a domain with a dot. Whether mail arrives, only mail
/// tells.
public final class EmailAddress {
    public static final int MAX_CHARACTERS = 254;
    private static final Pattern FORM =
            Pattern.compile("[^\\s@<>\"(),;:\\\\]+@[^\\s@<>\"(),;:\\\\.]+(\\.[^\\s@<>\"(),;:\\\\.]+)+");

    private EmailAddress() {}

    public static boolean isValid(String text) {
        return text.length() <= MAX_CHARACTERS && FORM.matcher(text).matches();
    }
}

package dev.caisse.platform.ids;

import java.util.Optional;

/// What an id begins with in the API. Rows hold the number alone.
public enum Prefix {
    PRODUCT("prod", "product"),
    PRICE("price", "price"),
    SESSION("cs", "checkout session"),
    LINE_ITEM("li", "line item"),
    INTENT("pi", "payment intent"),
    SETUP("seti", "setup intent"),
    SETUP_ATTEMPT("setatt", "setup attempt"),
    METHOD("pm", "payment method"),
    CARD("card", "card"),
    TOKEN("tok", "token"),
    CUSTOMER("cus", "customer"),
    PROMOTION("promo", "promotion code"),
    DISCOUNT("di", "discount"),
    SHIPPING_RATE("shr", "shipping rate"),
    PAYMENT_LINK("plink", "payment link"),
    CHARGE("ch", "charge"),
    REFUND("re", "refund"),
    DISPUTE("dp", "dispute"),
    TRANSACTION("txn", "balance transaction"),
    EVENT("evt", "event"),
    ENDPOINT("we", "webhook endpoint"),
    REQUEST("req", "request"),
    TEST_CLOCK("clock", "test clock"),
    ACCOUNT("acct", "account");

    private static final int LONGEST_NUMBER = 19;

    private final String text;
    private final String noun;

    Prefix(String text, String noun) {
        this.text = text;
        this.noun = noun;
    }

    public String text() {
        return text;
    }

    /// What an object with such an id is called in a sentence.
    public String noun() {
        return noun;
    }

    public String id(long number) {
        return text + "_" + number;
    }

    /// The number of an id; empty when the prefix is another's, or it is no number of ours. Sessions are read with
    /// their mode too, as links show them: `cs_test_…`, `cs_live_…`; payment methods also
    /// as the cards that they are among a customer's sources.
    public Optional<Long> read(String id) {
        if (this == METHOD && id.startsWith(CARD.text + "_")) {
            return CARD.read(id);
        }
        if (!id.startsWith(text + "_")) {
            return Optional.empty();
        }
        var rest = id.substring(text.length() + 1);
        return number(this == SESSION ? withoutMode(rest) : rest);
    }

    private static String withoutMode(String rest) {
        return rest.startsWith("test_") || rest.startsWith("live_") ? rest.substring(5) : rest;
    }

    private static Optional<Long> number(String digits) {
        if (!digits.matches("[1-9][0-9]{0," + (LONGEST_NUMBER - 1) + "}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}

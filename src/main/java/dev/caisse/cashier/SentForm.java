package dev.caisse.cashier;

import dev.caisse.api.EmailAddress;
import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.Collected;
import dev.caisse.checkout.Consent;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.customers.Address;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.PhoneNumber;
import dev.caisse.customers.Shipping;
import dev.caisse.methods.TypedCard;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Percent.Pair;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Json;
import dev.caisse.vault.CardNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The form as a browser sent it. Checks everything that the page's script checks, because nothing obliges a browser to
/// run it. Prints none of its values.
final class SentForm {
    static final String SAVED_CARD = "savedCard";
    static final String SAME = "billingSame";
    private static final int YEARS_AHEAD = 50;
    private static final Pattern EXPIRY = Pattern.compile("([0-9]{1,2})[ ]*[/\\-. ]?[ ]*((?:20)?[0-9]{2})");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final Map<String, String> values;
    private final CheckoutSession session;
    private final boolean isCard;
    private final String region;
    private final OwnQuestions own;

    private SentForm(Map<String, String> values, CheckoutSession session, boolean isCard, String region) {
        this.values = values;
        this.session = session;
        this.isCard = isCard;
        this.region = region;
        this.own = new OwnQuestions(session);
    }

    /// Empty when this is no form at all.
    ///
    /// @param region the payer's country as far as their browser tells
    static Optional<SentForm> read(byte[] body, CheckoutSession session, String region) {
        return Percent.pairs(new String(body, StandardCharsets.ISO_8859_1))
                .filter(pairs -> pairs.stream().allMatch(pair -> Json.isStorable(pair.value())))
                .map(pairs -> new SentForm(values(pairs), session, true, region));
    }

    private static Map<String, String> values(List<Pair> pairs) {
        return pairs.stream().collect(Collectors.toMap(Pair::name, SentForm::kept, (first, _) -> first));
    }

    /// A card number that was typed into another field is as good as nothing there: it must not be kept or shown.
    private static String kept(Pair pair) {
        boolean isAstray = !pair.name().equals(Field.CARD_NUMBER.id())
                && CardNumber.read(pair.value().strip()).isPresent();
        return isAstray ? "" : tidy(pair.value());
    }

    private static String tidy(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }

    String hidden(String name) {
        return values.getOrDefault(name, "");
    }

    /// What was said of the way to pay: which was chosen, and what its panel asks.
    Map<String, String> said() {
        return Ways.fields()
                .filter(values::containsKey)
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> cut(values.get(name), Field.BILLING_NAME)));
    }

    /// The same, paid with something else than a card: nothing of a card is asked or kept.
    SentForm withoutCard() {
        return new SentForm(values, session, false, region);
    }

    /// A form with all of it that may be shown again.
    FormView keptIn(FormView form, Words words) {
        var questions = form.questions()
                .same(isSame())
                .asking(own.sent(words, this::hidden))
                .agreeing(form.questions().agreement().with(consent()));
        return form.filled(values()).choosing(hidden(SAVED_CARD)).asking(questions);
    }

    /// The merchant's own questions, with what is wrong with the answers.
    FormView judgedIn(FormView form, Words words) {
        return form.asking(form.questions()
                .asking(own.judged(words, this::hidden))
                .agreeing(form.questions().agreement().with(consent()).judged()));
    }

    boolean areQuestionsAnswered() {
        return own.areAnswered(this::hidden)
                && (consent().areTermsAccepted()
                        || !session.terms().asks().clauses().areTermsRequired());
    }

    private Consent consent() {
        return Agreement.sent(session, hidden(Agreement.TERMS), hidden(Agreement.PROMOTIONS));
    }

    /// What they said besides who they are. Only to be asked for when there are no errors.
    Collected collected() {
        var shipping = session.terms().asks().isShippingAsked()
                ? Optional.of(new Shipping(
                        value(Field.SHIPPING_NAME), at(AddressBlock.SHIPPING).address(), phone().orElse(null)))
                : Optional.<Shipping>empty();
        return new Collected(shipping, own.answers(this::hidden), consent());
    }

    /// Bills go where the goods go.
    private boolean isSame() {
        return isSameOffered(session) && !hidden(SAME).isEmpty();
    }

    static boolean isSameOffered(CheckoutSession session) {
        return session.terms().isAddressRequired() && session.terms().asks().isShippingAsked();
    }

    private SentAddress at(AddressBlock block) {
        return new SentAddress(block, this::value);
    }

    private Optional<String> phone() {
        var country = session.terms().asks().isShippingAsked() ? Field.SHIPPING_COUNTRY : Field.BILLING_COUNTRY;
        var from = value(country).isEmpty() ? region : value(country);
        return PhoneNumber.read(value(Field.PHONE_NUMBER), from).map(PhoneNumber::text);
    }

    /// What may be shown again: everything but number and code.
    Map<Field, String> values() {
        var shown = new EnumMap<Field, String>(Field.class);
        for (var field : Field.values()) {
            if (!field.isSecret()) {
                shown.put(field, value(field));
            }
        }
        return shown;
    }

    /// What is wrong, by field, in the payer's language.
    Map<Field, String> errors(Words words, long nowMs) {
        var errors = new EnumMap<Field, String>(Field.class);
        flaws(nowMs).forEach((field, flaw) -> errors.put(field, words.error(field, flaw)));
        return errors;
    }

    /// The saved card that was chosen; none when another was typed.
    Optional<Long> savedCard() {
        return session.payment()
                .filter(_ -> isCard && !session.isFree())
                .flatMap(_ -> Prefix.METHOD.read(hidden(SAVED_CARD)));
    }

    private boolean isCardTyped() {
        return isCard && session.isCardAsked() && savedCard().isEmpty();
    }

    private Map<Field, Flaw> flaws(long nowMs) {
        var flaws = new EnumMap<Field, Flaw>(Field.class);
        if (session.terms().fixedEmail().isEmpty()) {
            emailFlaw().ifPresent(flaw -> flaws.put(Field.EMAIL, flaw));
        }
        if (isCardTyped()) {
            numberFlaw().ifPresent(flaw -> flaws.put(Field.CARD_NUMBER, flaw));
            expiryFlaw(nowMs).ifPresent(flaw -> flaws.put(Field.CARD_EXPIRY, flaw));
            codeFlaw().ifPresent(flaw -> flaws.put(Field.CARD_CVC, flaw));
        }
        flaws.putAll(flawsOfQuestions());
        required().stream().filter(field -> value(field).isEmpty()).forEach(field -> flaws.put(field, Flaw.EMPTY));
        if (session.terms().isAddressRequired() && !isSame()) {
            flaws.putAll(at(AddressBlock.BILLING).flaws(COUNTRIES));
        }
        if (!value(Field.BILLING_COUNTRY).isEmpty() && !COUNTRIES.contains(value(Field.BILLING_COUNTRY))) {
            flaws.put(Field.BILLING_COUNTRY, Flaw.EMPTY);
        }
        return flaws;
    }

    private Map<Field, Flaw> flawsOfQuestions() {
        var flaws = new EnumMap<Field, Flaw>(Field.class);
        var asks = session.terms().asks();
        if (asks.isPhoneAsked() && phone().isEmpty()) {
            flaws.put(Field.PHONE_NUMBER, value(Field.PHONE_NUMBER).isEmpty() ? Flaw.EMPTY : Flaw.INVALID);
        }
        if (asks.isShippingAsked()) {
            flaws.putAll(at(AddressBlock.SHIPPING).flaws(asks.countries()));
            if (value(Field.SHIPPING_NAME).isEmpty()) {
                flaws.put(Field.SHIPPING_NAME, Flaw.EMPTY);
            }
        }
        return flaws;
    }

    private List<Field> required() {
        if (session.terms().isAddressRequired()) {
            return savedCard().isPresent() || isSame() ? List.of() : List.of(Field.BILLING_NAME);
        }
        return isCardTyped() ? List.of(Field.BILLING_NAME, Field.BILLING_COUNTRY) : List.of();
    }

    private Optional<Flaw> emailFlaw() {
        var email = value(Field.EMAIL);
        if (email.isEmpty()) {
            return Optional.of(Flaw.EMPTY);
        }
        return EmailAddress.isValid(email) ? Optional.empty() : Optional.of(Flaw.INVALID);
    }

    private Optional<Flaw> numberFlaw() {
        var number = value(Field.CARD_NUMBER);
        if (number.isEmpty()) {
            return Optional.of(Flaw.EMPTY);
        }
        return CardNumber.read(number).isPresent() ? Optional.empty() : Optional.of(Flaw.INVALID);
    }

    private Optional<Flaw> expiryFlaw(long nowMs) {
        if (value(Field.CARD_EXPIRY).isEmpty()) {
            return Optional.of(Flaw.EMPTY);
        }
        var expiry = expiry();
        if (expiry.isEmpty()) {
            return Optional.of(Flaw.INVALID);
        }
        var now = YearMonth.from(Instant.ofEpochMilli(nowMs).atZone(ZoneOffset.UTC));
        if (expiry.get().isAfter(now.plusYears(YEARS_AHEAD))) {
            return Optional.of(Flaw.INVALID);
        }
        // A card is good to the end of its month wherever the payer is, and somewhere it still is yesterday.
        var endedEverywhere = now.minusMonths(1);
        return expiry.get().isAfter(endedEverywhere) || isFirstHours(now, expiry.get(), nowMs)
                ? Optional.empty()
                : Optional.of(Flaw.PAST);
    }

    private static boolean isFirstHours(YearMonth now, YearMonth expiry, long nowMs) {
        var west = YearMonth.from(Instant.ofEpochMilli(nowMs).atZone(ZoneOffset.ofHours(-12)));
        return expiry.equals(west) && expiry.isBefore(now);
    }

    private Optional<YearMonth> expiry() {
        var parts = EXPIRY.matcher(value(Field.CARD_EXPIRY));
        if (!parts.matches()) {
            return Optional.empty();
        }
        int month = Integer.parseInt(parts.group(1));
        int year = Integer.parseInt(parts.group(2)) % 100 + 2000;
        return month >= 1 && month <= 12 ? Optional.of(YearMonth.of(year, month)) : Optional.empty();
    }

    /// The security code as it was typed.
    String code() {
        return value(Field.CARD_CVC);
    }

    /// What is wrong with the security code.
    Optional<Flaw> codeFlaw() {
        var code = value(Field.CARD_CVC);
        if (code.isEmpty()) {
            return Optional.of(Flaw.EMPTY);
        }
        var isLongEnough = CardNumber.read(value(Field.CARD_NUMBER))
                .map(number -> number.brand().takesCodeOf(code.length()))
                .orElse(code.length() == 3 || code.length() == 4);
        return code.matches("[0-9]{3,4}") && isLongEnough ? Optional.empty() : Optional.of(Flaw.INCOMPLETE);
    }

    /// The card. Only to be asked for when there are no errors.
    TypedCard card() {
        var expiry = expiry().orElseThrow();
        return new TypedCard(
                CardNumber.read(value(Field.CARD_NUMBER)).orElseThrow(),
                expiry.getMonthValue(),
                expiry.getYear(),
                Optional.of(new SecurityCode(value(Field.CARD_CVC))),
                billing());
    }

    /// Who pays, as far as they said.
    BillingDetails billing() {
        var email = session.terms().fixedEmail().orElse(maybe(Field.EMAIL));
        var name = maybe(Field.BILLING_NAME);
        var phone = session.terms().asks().isPhoneAsked()
                ? phone().orElse(null)
                : session.terms().known().phone();
        return new BillingDetails(
                address(), email, name == null && isSame() ? maybe(Field.SHIPPING_NAME) : name, phone);
    }

    private Address address() {
        if (session.terms().isAddressRequired()) {
            return at(isSame() ? AddressBlock.SHIPPING : AddressBlock.BILLING).address();
        }
        return new Address(
                maybe(Field.BILLING_CITY),
                maybe(Field.BILLING_COUNTRY),
                maybe(Field.BILLING_LINE1),
                maybe(Field.BILLING_LINE2),
                maybe(Field.BILLING_POSTAL_CODE),
                maybe(Field.BILLING_STATE));
    }

    private String maybe(Field field) {
        var value = value(field);
        return value.isEmpty() ? null : value;
    }

    private String value(Field field) {
        var value = values.getOrDefault(field.id(), "");
        return switch (field) {
            // Cut, these would be somebody else's.
            case CARD_NUMBER, CARD_EXPIRY, CARD_CVC -> plain(value);
            case EMAIL, PHONE_NUMBER -> value;
            default -> cut(value, field);
        };
    }

    private static String cut(String value, Field field) {
        return value.codePointCount(0, value.length()) <= field.maxCharacters()
                ? value
                : value.substring(0, value.offsetByCodePoints(0, field.maxCharacters()));
    }

    /// Digits, spaces, dashes and slashes of any script as ASCII has them, without invisible marks: payers type what
    /// their keyboard offers.
    static String plain(String value) {
        var plain = new StringBuilder(value.length());
        value.codePoints()
                .filter(point -> Character.getType(point) != Character.FORMAT)
                .forEach(point -> plain.appendCodePoint(plain(point)));
        // One space at a time, or hostile runs of them would keep the patterns busy.
        return plain.toString().replaceAll(" +", " ").strip();
    }

    private static int plain(int point) {
        return switch (Character.getType(point)) {
            case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(point, 10);
            case Character.SPACE_SEPARATOR -> ' ';
            case Character.DASH_PUNCTUATION -> '-';
            default -> point == '\uff0f' || point == '\u2044' || point == '\u2215' ? '/' : point;
        };
    }
}

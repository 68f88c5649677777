package dev.caisse.cashier;

import dev.caisse.customers.AddressForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The payer's form: what is asked, what was typed, what was wrong with it. Never holds a card number or code, so no
/// page can show one again. Start with `to`, then say what differs.
///
/// @param action where the form posts, with `key` and `s`
/// @param hidden what travels with it unseen: the anti-forgery token, the total shown
/// @param values what was typed before, by field
/// @param errors texts in the payer's language, by field
/// @param fixedEmail the merchant's `customer_email`, shown and not to be changed; null when the payer is asked
/// @param cards that the payer saved before, to choose from
/// @param ways to pay, to choose from; none where a card is all that can be chosen
/// @param questions what else is asked
/// @param alert what is said above the form; null for nothing
/// @param submit the button's words, the amount among them
/// @param open false when no further try is allowed: only the alert is left
public record FormView(
        String action,
        Map<String, String> hidden,
        Map<Field, String> values,
        Map<Field, String> errors,
        String fixedEmail,
        boolean cardAsked,
        boolean addressRequired,
        List<SavedCard> cards,
        List<Way> ways,
        Questions questions,
        Alert alert,
        String submit,
        boolean open) {

    /// Where the form posts to be shown again with another country's fields.
    public String again() {
        return action.replaceFirst("(?=\\?|$)", "/form");
    }

    /// A sentence above the form, `urgent` when something went wrong.
    public record Alert(String text, boolean urgent) {}

    public FormView {
        hidden = Map.copyOf(hidden);
        values = withoutSecrets(values);
        errors = Map.copyOf(errors);
        cards = List.copyOf(cards);
        ways = List.copyOf(ways);
    }

    /// An untouched form that asks for a card.
    public static FormView to(String action, Map<String, String> hidden, String submit) {
        return new FormView(
                action,
                hidden,
                Map.of(),
                Map.of(),
                null,
                true,
                false,
                List.of(),
                List.of(),
                Questions.NONE,
                null,
                submit,
                true);
    }

    /// What was typed stays, but for number and code.
    public FormView filled(Map<Field, String> typed) {
        return new FormView(
                action,
                hidden,
                typed,
                errors,
                fixedEmail,
                cardAsked,
                addressRequired,
                cards,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    public FormView marked(Map<Field, String> wrong) {
        return new FormView(
                action,
                hidden,
                values,
                wrong,
                fixedEmail,
                cardAsked,
                addressRequired,
                cards,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    public FormView withEmail(String fixed) {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixed,
                cardAsked,
                addressRequired,
                cards,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    /// Nothing to pay: no card is asked.
    public FormView withoutCard() {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                false,
                addressRequired,
                cards,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    public FormView withAddress() {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                cardAsked,
                true,
                cards,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    /// The payer may choose one of these.
    FormView choosing(List<Way> offered) {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                cardAsked,
                addressRequired,
                cards,
                offered,
                questions,
                alert,
                submit,
                open);
    }

    /// This is asked besides.
    FormView asking(Questions asked) {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                cardAsked,
                addressRequired,
                cards,
                ways,
                asked,
                alert,
                submit,
                open);
    }

    /// The payer may choose one of these instead of typing a card.
    FormView offering(List<SavedCard> saved) {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                cardAsked,
                addressRequired,
                saved,
                ways,
                questions,
                alert,
                submit,
                open);
    }

    /// The same, with the saved card of this id ticked; another card, when it is none of theirs.
    FormView choosing(String id) {
        return offering(cards.stream()
                .map(card -> new SavedCard(
                        card.id(), card.name(), card.expires(), card.id().equals(id)))
                .toList());
    }

    /// The way that is a card; none where no card is taken.
    public Way cardWay() {
        return ways.stream().filter(Way::isCard).findFirst().orElse(null);
    }

    /// Those that are none.
    public List<Way> otherWays() {
        return ways.stream().filter(way -> !way.isCard()).toList();
    }

    /// Whether another card than those saved is to be typed.
    public boolean isAnotherChosen() {
        return cards.stream().noneMatch(SavedCard::isChosen);
    }

    /// The form says above itself why the payment did not go through.
    public FormView saying(String text) {
        return with(new Alert(text, true), open);
    }

    /// The form says above itself what the payer should know before going on; nothing went wrong.
    public FormView noting(String text) {
        return with(new Alert(text, false), open);
    }

    /// No further try: the page says `text` and shows no form.
    public FormView closed(String text) {
        return with(new Alert(text, true), false);
    }

    private FormView with(Alert said, boolean stillOpen) {
        return new FormView(
                action,
                hidden,
                values,
                errors,
                fixedEmail,
                cardAsked,
                addressRequired,
                cards,
                ways,
                questions,
                said,
                submit,
                stillOpen);
    }

    /// What this form asks, in the order of the page.
    ///
    /// @param region the payer's country as far as their browser tells
    public List<Field> fields(String region) {
        var asked = new ArrayList<Field>(List.of(Field.EMAIL));
        if (questions.isPhoneAsked()) {
            asked.add(Field.PHONE_NUMBER);
        }
        if (questions.isShippingAsked()) {
            asked.addAll(List.of(Field.SHIPPING_NAME, Field.SHIPPING_COUNTRY));
            rows(AddressBlock.SHIPPING, region).forEach(asked::addAll);
        }
        if (cardAsked) {
            asked.addAll(List.of(Field.CARD_NUMBER, Field.CARD_EXPIRY, Field.CARD_CVC));
        }
        if (cardAsked || addressRequired) {
            asked.addAll(List.of(Field.BILLING_NAME, Field.BILLING_COUNTRY));
            rows(AddressBlock.BILLING, region).forEach(asked::addAll);
        }
        return List.copyOf(asked);
    }

    /// An address's fields as they stand below each other; of a billing address that is not asked whole, the postal
    /// code
    /// where its country has one.
    public List<List<Field>> rows(AddressBlock block, String region) {
        var rows = block.rows(address(block, region));
        return block == AddressBlock.SHIPPING || addressRequired
                ? rows
                : rows.stream()
                        .flatMap(List::stream)
                        .filter(Field.BILLING_POSTAL_CODE::equals)
                        .map(List::of)
                        .toList();
    }

    AddressForm address(AddressBlock block, String region) {
        return AddressForm.of(country(block, region));
    }

    /// The country chosen before, else the payer's, where it is one of those to choose from; empty when nobody knows.
    public String country(AddressBlock block, String region) {
        var chosen = value(block.country());
        if (block == AddressBlock.BILLING) {
            return chosen.isEmpty() ? region : chosen;
        }
        var codes = questions.shipTo().stream().map(Country::code).toList();
        return Stream.of(chosen, region)
                .filter(codes::contains)
                .findFirst()
                .orElse(codes.size() == 1 ? codes.getFirst() : "");
    }

    /// Whether the payer's name stands with their address, because it is not only a card's.
    public boolean isNameOfBilling() {
        return addressRequired && (!cardAsked || !ways.isEmpty());
    }

    /// Which fields may not be left empty, if they are asked.
    public boolean isNeeded(Field field, String region) {
        if (field == Field.BILLING_LINE2 || field == Field.SHIPPING_LINE2) {
            return false;
        }
        return AddressBlock.of(field)
                .flatMap(block -> block.part(field)
                        .map(part -> (block == AddressBlock.SHIPPING || addressRequired)
                                && address(block, region).needs(part)))
                .orElse(true);
    }

    /// Those on which a browser insists by itself: not on what is asked only where something else was chosen.
    public boolean isRequired(Field field, String region) {
        boolean isElsewhere = !(cards.isEmpty() && ways.isEmpty()) && isOfCard(field)
                || questions.isSameOffered() && (AddressBlock.BILLING.has(field) || field == Field.BILLING_NAME);
        return !isElsewhere && isNeeded(field, region);
    }

    /// Whether it is asked for another card only. (the page: `card` fieldset)
    private boolean isOfCard(Field field) {
        return switch (field) {
            case CARD_NUMBER, CARD_EXPIRY, CARD_CVC -> true;
            case BILLING_NAME -> !isNameOfBilling();
            case BILLING_COUNTRY -> !addressRequired;
            default -> false;
        };
    }

    /// Fields whose label says that they may be left empty.
    public boolean isOptional(Field field, String region) {
        return !isNeeded(field, region);
    }

    public boolean isFixed(Field field) {
        return field == Field.EMAIL && fixedEmail != null;
    }

    /// What stands in the field, never null.
    public String value(Field field) {
        return isFixed(field) ? fixedEmail : values.getOrDefault(field, "");
    }

    /// Null when nothing is wrong with it.
    public String error(Field field) {
        return errors.get(field);
    }

    private static Map<Field, String> withoutSecrets(Map<Field, String> values) {
        return values.entrySet().stream()
                .filter(entry -> !entry.getKey().isSecret())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}

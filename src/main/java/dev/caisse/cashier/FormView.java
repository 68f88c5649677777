package dev.caisse.cashier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
        Alert alert,
        String submit,
        boolean open) {

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
                action, hidden, Map.of(), Map.of(), null, true, false, List.of(), List.of(), null, submit, true);
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
                alert,
                submit,
                open);
    }

    public FormView withEmail(String fixed) {
        return new FormView(
                action, hidden, values, errors, fixed, cardAsked, addressRequired, cards, ways, alert, submit, open);
    }

    /// Nothing to pay: no card is asked.
    public FormView withoutCard() {
        return new FormView(
                action, hidden, values, errors, fixedEmail, false, addressRequired, cards, ways, alert, submit, open);
    }

    public FormView withAddress() {
        return new FormView(
                action, hidden, values, errors, fixedEmail, cardAsked, true, cards, ways, alert, submit, open);
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
                said,
                submit,
                stillOpen);
    }

    /// What this form asks, in the order of the page.
    public List<Field> fields() {
        var asked = new ArrayList<Field>(List.of(Field.EMAIL));
        if (cardAsked) {
            asked.addAll(List.of(Field.CARD_NUMBER, Field.CARD_EXPIRY, Field.CARD_CVC));
        }
        if (cardAsked || addressRequired) {
            asked.addAll(List.of(Field.BILLING_NAME, Field.BILLING_COUNTRY));
        }
        if (addressRequired) {
            asked.addAll(List.of(Field.BILLING_LINE1, Field.BILLING_LINE2, Field.BILLING_CITY, Field.BILLING_STATE));
        }
        if (cardAsked || addressRequired) {
            asked.add(Field.BILLING_POSTAL_CODE);
        }
        return List.copyOf(asked);
    }

    /// Which fields may not be left empty. State and postal code are not among them, because some countries have none.
    ///
    /// Where a saved card can be chosen, a browser must not insist on another.
    public boolean isRequired(Field field) {
        if (!(cards.isEmpty() && ways.isEmpty()) && isOfCard(field)) {
            return false;
        }
        return switch (field) {
            case BILLING_LINE2, BILLING_STATE, BILLING_POSTAL_CODE -> false;
            default -> true;
        };
    }

    /// Whether it is asked for another card only. (the page: `card` fieldset)
    private boolean isOfCard(Field field) {
        return switch (field) {
            case CARD_NUMBER, CARD_EXPIRY, CARD_CVC, BILLING_NAME -> true;
            case BILLING_COUNTRY -> !addressRequired;
            default -> false;
        };
    }

    /// Fields whose label says that they may be left empty.
    public boolean isOptional(Field field) {
        return field == Field.BILLING_LINE2 || (field == Field.BILLING_POSTAL_CODE && !addressRequired);
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

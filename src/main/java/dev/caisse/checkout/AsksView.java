package dev.caisse.checkout;

import dev.caisse.checkout.CustomField.Kind;
import dev.caisse.customers.Address;
import dev.caisse.customers.Shipping;
import java.util.List;
import java.util.Map;

/// What a session asks of its payer and what they answered, as the API shows it. Field order is the order in the
/// response.
final class AsksView {
    private AsksView() {}

    record PhoneView(boolean enabled) {}

    record CountriesView(List<String> allowedCountries) {}

    /// Where the goods go, under a newer name.
    record CollectedView(GoesToView shippingDetails) {}

    record GoesToView(Address address, String name) {}

    /// @param dropdown null for another type; so are the other two
    record FieldView(
            String key,
            LabelView label,
            String type,
            boolean optional,
            ChoiceView dropdown,
            TypedView numeric,
            TypedView text) {}

    record LabelView(String custom, String type) {}

    record ChoiceView(List<OptionView> options, String defaultValue, String value) {}

    record OptionView(String label, String value) {}

    record TypedView(String defaultValue, Long maximumLength, Long minimumLength, String value) {}

    static PhoneView phone(Asks asks) {
        return asks.phone().map(PhoneView::new).orElse(null);
    }

    static CountriesView countries(Asks asks) {
        return asks.isShippingAsked() ? new CountriesView(asks.countries()) : null;
    }

    static CollectedView collected(Collected collected) {
        return collected
                .shipping()
                .map(AsksView::goesTo)
                .map(CollectedView::new)
                .orElse(null);
    }

    private static GoesToView goesTo(Shipping shipping) {
        return new GoesToView(shipping.address(), shipping.name());
    }

    static List<FieldView> fields(CheckoutSession session) {
        return fields(session.terms().asks(), session.collected().answers());
    }

    /// @param answers by the fields' keys
    static List<FieldView> fields(Asks asks, Map<String, String> answers) {
        return asks.fields().stream()
                .map(field -> field(field, answers.get(field.key())))
                .toList();
    }

    private static FieldView field(CustomField field, String answer) {
        var initial = field.initial().orElse(null);
        var typed = new TypedView(
                initial, field.longest().orElse(null), field.shortest().orElse(null), answer);
        return new FieldView(
                field.key(),
                new LabelView(field.label(), "custom"),
                field.kind().word(),
                field.isOptional(),
                field.kind() == Kind.DROPDOWN ? new ChoiceView(options(field), initial, answer) : null,
                field.kind() == Kind.NUMERIC ? typed : null,
                field.kind() == Kind.TEXT ? typed : null);
    }

    private static List<OptionView> options(CustomField field) {
        return field.options().stream()
                .map(option -> new OptionView(option.label(), option.value()))
                .toList();
    }
}

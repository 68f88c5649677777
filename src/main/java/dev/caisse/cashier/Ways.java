package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession;
import dev.caisse.connectors.Routing;
import dev.caisse.customers.Address;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.Need;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.methods.TypedMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The ways to pay that a session's page offers, what each asks, and what a payer has said. Every rule about a type is
/// in
/// its row of [MethodType]; what is asked is told apart by what it is, never by whose it is.
final class Ways {
    /// The form's field for the type that was chosen.
    static final String CHOSEN = "method";

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final Routing routing;
    private final Underway underway;

    Ways(Routing routing, Underway underway) {
        this.routing = routing;
        this.underway = underway;
    }

    /// In the order of the table. A method that is to be saved can only be one that can be used again.
    List<MethodType> offered(Visit visit) {
        var session = visit.session();
        if (session.isSetup() || session.isFree()) {
            return List.of(MethodType.CARD);
        }
        var terms = session.terms();
        var all = OfferedTypes.of(
                routing, visit.caller().tenant().live(), terms.methodTypes(), session.total(), terms.capture());
        return all.size() > 1 && underway.isMethodToBeSaved(visit)
                ? all.stream().filter(MethodType::isRecurring).toList()
                : all;
    }

    /// What the form shows of them: nothing where there is nothing to choose and nothing to ask.
    ///
    /// @param said what was posted before; empty for an untouched form
    List<Way> shown(Visit visit, Map<String, String> said, Map<String, String> errors) {
        var offered = offered(visit);
        if (offered.isEmpty() || offered.equals(List.of(MethodType.CARD))) {
            return List.of();
        }
        var chosen = chosen(offered, said);
        return offered.stream()
                .map(type -> new Way(
                        type.name(),
                        visit.words().method(type),
                        MethodNames.mark(type),
                        hint(visit, type),
                        details(visit, type, said, errors),
                        type.equals(chosen)))
                .toList();
    }

    /// The type that was chosen; the first one when none was.
    MethodType chosen(List<MethodType> offered, Map<String, String> said) {
        return offered.stream()
                .filter(type -> type.name().equals(said.get(CHOSEN)))
                .findFirst()
                .orElse(offered.getFirst());
    }

    /// Whether a type was chosen that this session does not offer.
    static boolean isUnknown(List<MethodType> offered, Map<String, String> said) {
        return !said.getOrDefault(CHOSEN, "").isEmpty()
                && offered.stream().noneMatch(type -> type.name().equals(said.get(CHOSEN)));
    }

    private static String hint(Visit visit, MethodType type) {
        return type.flow()
                .map(flow -> visit.words()
                        .text(
                                "method.hint." + flow.name().toLowerCase(Locale.ROOT),
                                visit.words().method(type)))
                .orElse(null);
    }

    private static List<WayDetail> details(
            Visit visit, MethodType type, Map<String, String> said, Map<String, String> errors) {
        return type.needs().stream()
                .filter(need -> isAsked(need, visit.session()))
                .map(need -> detail(visit, type, need, said, errors))
                .toList();
    }

    /// The page asks everybody for their e-mail, and for an address where the merchant wants one.
    private static boolean isAsked(Need need, CheckoutSession session) {
        return switch (need) {
            case EMAIL -> false;
            case NAME, COUNTRY -> !session.terms().isAddressRequired();
            case IBAN, PERSON, PHONE_NUMBER, PROVIDER_CODE -> true;
        };
    }

    static String id(MethodType type, Need need) {
        return type.name() + "-" + word(need);
    }

    private static String word(Need need) {
        return need.name().toLowerCase(Locale.ROOT);
    }

    private static WayDetail detail(
            Visit visit, MethodType type, Need need, Map<String, String> said, Map<String, String> errors) {
        var words = visit.words();
        var id = id(type, need);
        return new WayDetail(
                id,
                words.text("detail." + word(need)),
                said.getOrDefault(id, known(visit, need)),
                errors.get(id),
                words.text("error.detail.empty"),
                options(visit, type, need),
                autocomplete(need),
                need == Need.PHONE_NUMBER ? "tel" : null);
    }

    private static String known(Visit visit, Need need) {
        var known = visit.session().customer().orElse(visit.session().terms().known());
        return switch (need) {
            case NAME -> Optional.ofNullable(known.name()).orElse("");
            case COUNTRY ->
                Optional.ofNullable(known.address().country())
                        .orElse(visit.words().region());
            case EMAIL, IBAN, PERSON, PHONE_NUMBER, PROVIDER_CODE -> "";
        };
    }

    private static String autocomplete(Need need) {
        return switch (need) {
            case NAME -> "name";
            case COUNTRY -> "country";
            case PHONE_NUMBER -> "tel";
            case EMAIL, IBAN, PERSON, PROVIDER_CODE -> "off";
        };
    }

    private static List<Country> options(Visit visit, MethodType type, Need need) {
        return switch (need) {
            case COUNTRY -> visit.words().countries();
            case PROVIDER_CODE ->
                Need.providers(visit.session().total().currency()).stream()
                        .map(code -> new Country(code, MethodNames.provider(code)))
                        .toList();
            case NAME, EMAIL, IBAN, PERSON, PHONE_NUMBER -> List.of();
        };
    }

    /// What is wrong with what was said, by the id of the field.
    Map<String, String> errors(Visit visit, MethodType type, Map<String, String> said) {
        var errors = new LinkedHashMap<String, String>();
        for (var need : type.needs()) {
            if (isAsked(need, visit.session())) {
                var value = said.getOrDefault(id(type, need), "");
                if (value.isEmpty()) {
                    errors.put(id(type, need), visit.words().text("error.detail.empty"));
                } else if (!isGood(visit, need, value)) {
                    errors.put(id(type, need), visit.words().text("error.detail.invalid"));
                }
            }
        }
        return errors;
    }

    private static boolean isGood(Visit visit, Need need, String value) {
        return switch (need) {
            case NAME, EMAIL -> true;
            case COUNTRY -> COUNTRIES.contains(value);
            case IBAN, PERSON, PHONE_NUMBER, PROVIDER_CODE ->
                parameter(visit, need, value).isPresent();
        };
    }

    /// Which of the details that would do a text is.
    private static Optional<String> parameter(Visit visit, Need need, String value) {
        var currency = visit.session().total().currency();
        return need.parameters().stream()
                .filter(parameter -> Need.isGood(parameter, Need.tidied(parameter, value), currency))
                .findFirst();
    }

    /// What is to be paid with. Only to be asked for when there are no errors.
    ///
    /// @param billing what the form said of the payer
    TypedMethod typed(Visit visit, MethodType type, Map<String, String> said, BillingDetails billing) {
        var details = new LinkedHashMap<String, String>();
        for (var need : type.needs()) {
            var value = said.getOrDefault(id(type, need), "");
            parameter(visit, need, value).ifPresent(name -> details.put(name, Need.tidied(name, value)));
        }
        return new TypedMethod(type, named(type, said, billing), details);
    }

    /// What the panel asks goes before what the rest of the form said.
    static BillingDetails named(MethodType type, Map<String, String> said, BillingDetails billing) {
        var name = said.getOrDefault(id(type, Need.NAME), "");
        var country = said.getOrDefault(id(type, Need.COUNTRY), "");
        var address = billing.address();
        return new BillingDetails(
                country.isEmpty()
                        ? address
                        : new Address(
                                address.city(),
                                country,
                                address.line1(),
                                address.line2(),
                                address.postalCode(),
                                address.state()),
                billing.email(),
                name.isEmpty() ? billing.name() : name,
                billing.phone());
    }

    /// The names of all fields that panels may have.
    static Stream<String> fields() {
        return Stream.concat(
                Stream.of(CHOSEN),
                MethodType.offeredNames().stream()
                        .map(MethodType::of)
                        .flatMap(type -> type.needs().stream().map(need -> id(type, need))));
    }
}

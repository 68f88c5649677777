package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Routing;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Which types of payment method a payment may be made with: those that were asked for, or all that there are, as far
/// as
/// somebody takes them in its mode and they can pay its amount.
public final class OfferedTypes {
    private static final String PARAMETER = "payment_method_types";

    private OfferedTypes() {}

    /// The parameter `payment_method_types`: what is known but not offered here is left out, and nothing left is an
    /// error.
    ///
    /// @param notice hears what was left out
    /// @return empty when none was asked for
    public static Optional<List<String>> read(Params params, Consumer<String> notice) {
        var asked = params.texts(PARAMETER, 100, 100);
        var offered = new ArrayList<String>();
        for (int i = 0; i < asked.size(); i++) {
            var name = asked.get(i);
            var param = params.name(PARAMETER) + "[" + i + "]";
            var type = MethodType.find(name)
                    .orElseThrow(() -> Refusal.invalid(param, "must be a type of payment method, such as card"));
            if (type.isOffered()) {
                offered.add(name);
            } else {
                notice.accept(PARAMETER + ": " + name + " is not active and was left out");
            }
        }
        if (!asked.isEmpty() && offered.isEmpty()) {
            throw none("None of these types of payment method is active here.");
        }
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of(offered.stream().distinct().toList());
    }

    /// What can be made ready for later without a payment.
    ///
    /// @throws Refusal when none of those that are named can be
    public static void readVerifiable(Params params, Consumer<String> notice) {
        read(params, notice).ifPresent(names -> {
            if (names.stream().map(MethodType::of).noneMatch(MethodType::isVerifiable)) {
                throw none(
                        "None of these types of payment method can be made ready without a payment. What can be is: card.");
            }
        });
    }

    /// Those that can make a payment now, in the order of the table.
    ///
    /// @param asked by their names; all when empty
    public static List<MethodType> of(
            Routing routing, boolean live, Optional<List<String>> asked, Money amount, Capture capture) {
        return names(asked)
                .map(MethodType::of)
                .filter(type -> type.takes(amount))
                .filter(type -> type.isCard() || capture == Capture.AUTOMATIC)
                .filter(type -> routing.find(live, type.name()).isPresent())
                .toList();
    }

    private static Stream<String> names(Optional<List<String>> asked) {
        return MethodType.offeredNames().stream()
                .filter(name -> asked.isEmpty() || asked.get().contains(name));
    }

    /// @throws Refusal 400 when none could make a payment
    public static void mustHave(
            Routing routing, boolean live, Optional<List<String>> asked, Money amount, Capture capture) {
        if (of(routing, live, asked, amount, capture).isEmpty()) {
            var mode = live ? "live" : "test";
            throw none(
                    asked.isEmpty()
                            ? "No connector takes payments in " + mode + " mode."
                            : "None of these types of payment method can pay " + amount + " in " + mode + " mode.");
        }
    }

    private static Refusal none(String message) {
        return Refusal.of(400, "payment_method_not_available", PARAMETER, message);
    }
}

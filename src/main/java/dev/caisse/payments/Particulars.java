package dev.caisse.payments;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.customers.Shipping;
import dev.caisse.methods.Usage;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What few merchants say of a payment, kept together in one column.
///
/// @param methodTypes the only types it may be paid with, by their names; all that can pay it when empty
/// @param futureUsage what its method is made ready for when it succeeds
/// @param mandate that its payer has agreed to it, where the merchant says so
public record Particulars(
        Optional<Shipping> shipping,
        Optional<String> statementDescriptor,
        Optional<String> statementDescriptorSuffix,
        Optional<Long> quantity,
        Optional<Usage> futureUsage,
        Optional<List<String>> methodTypes,
        Optional<Mandate> mandate) {
    public static final Particulars NONE = new Particulars(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final int MAX_STATEMENT = 22;

    /// What stands between the two parts of a statement.
    private static final String SUFFIXED = "* ";

    private static final long MAX_QUANTITY = 999_999;

    /// A bank statement has no room for these, and needs a word.
    private static final Pattern STATEMENT = Pattern.compile("(?=.*[A-Za-z])[^<>\\\\'\"*\n\r\t]*");

    /// The parameters of that name: what was not given stays as it was, what was given empty is cleared.
    public static Particulars read(Params params, Particulars before) {
        var all = new Particulars(
                params.has("shipping") ? params.object("shipping").map(Shipping::read) : before.shipping(),
                statement(params, "statement_descriptor", before.statementDescriptor()),
                statement(params, "statement_descriptor_suffix", before.statementDescriptorSuffix()),
                params.has("quantity") ? params.integer("quantity", 1, MAX_QUANTITY) : before.quantity(),
                params.has("setup_future_usage") ? Usage.read(params, "setup_future_usage") : before.futureUsage(),
                before.methodTypes(),
                before.mandate());
        if (all.statement().filter(text -> text.length() > MAX_STATEMENT).isPresent()) {
            throw Refusal.invalid(
                    params.name("statement_descriptor_suffix"),
                    "must leave room: together with `statement_descriptor` and %s between them it may have %d characters"
                            .formatted(SUFFIXED.strip(), MAX_STATEMENT));
        }
        return all;
    }

    /// What a session takes for its intent.
    public static Particulars ofSession(Params params) {
        return new Particulars(
                params.object("shipping").map(Shipping::read),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Usage.read(params, "setup_future_usage"),
                Optional.empty(),
                Optional.empty());
    }

    /// The same, to be paid with these types only, when some are given.
    public Particulars of(Optional<List<String>> types) {
        return new Particulars(
                shipping, statementDescriptor, statementDescriptorSuffix, quantity, futureUsage, types, mandate);
    }

    /// The same, with what its payer agreed to this time.
    Particulars agreeing(Optional<Mandate> given) {
        return new Particulars(
                shipping, statementDescriptor, statementDescriptorSuffix, quantity, futureUsage, methodTypes, given);
    }

    /// What a charge takes for its intent.
    static Particulars ofCharge(Params params) {
        return new Particulars(
                params.object("shipping").map(Shipping::read),
                statement(params, "statement_descriptor", Optional.empty()),
                statement(params, "statement_descriptor_suffix", Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same, to be sent elsewhere.
    Particulars shippedTo(Optional<Shipping> other) {
        return new Particulars(
                other, statementDescriptor, statementDescriptorSuffix, quantity, futureUsage, methodTypes, mandate);
    }

    private static Optional<String> statement(Params params, String parameter, Optional<String> before) {
        var text = params.text(parameter, MAX_STATEMENT);
        text.filter(given -> !STATEMENT.matcher(given).matches()).ifPresent(_ -> {
            throw Refusal.invalid(params.name(parameter), "must have a letter, and none of < > \\ ' \" *");
        });
        return params.has(parameter) ? text : before;
    }

    /// What shall stand on the payer's bank statement. A suffix alone stands behind what the acquirer writes.
    Optional<String> statement() {
        var suffix = statementDescriptorSuffix.map(text -> SUFFIXED + text);
        return statementDescriptor.map(text -> text + suffix.orElse("")).or(() -> suffix);
    }

    /// Reads what [#jsonb] wrote.
    static Particulars read(String json) {
        var map = Json.readObject(json);
        return new Particulars(
                Optional.ofNullable((Map<?, ?>) map.get("shipping")).map(Shipping::read),
                Optional.ofNullable((String) map.get("statement_descriptor")),
                Optional.ofNullable((String) map.get("statement_descriptor_suffix")),
                Optional.ofNullable(map.get("quantity")).map(number -> Long.valueOf(number.toString())),
                Usage.find((String) map.get("setup_future_usage")),
                Optional.ofNullable((List<?>) map.get("payment_method_types"))
                        .map(names -> names.stream().map(Object::toString).toList()),
                Optional.ofNullable((Map<?, ?>) map.get("mandate")).map(Mandate::read));
    }

    /// Nothing where nothing was said.
    Optional<Jsonb> jsonb() {
        if (equals(NONE)) {
            return Optional.empty();
        }
        var json = new JsonWriter().beginObject();
        shipping.ifPresent(to -> to.write(json.name("shipping")));
        statementDescriptor.ifPresent(text -> json.name("statement_descriptor").text(text));
        statementDescriptorSuffix.ifPresent(
                text -> json.name("statement_descriptor_suffix").text(text));
        quantity.ifPresent(number -> json.name("quantity").number(number));
        futureUsage.ifPresent(usage -> json.name("setup_future_usage").text(usage.word()));
        methodTypes.ifPresent(names -> json.name("payment_method_types").tree(names));
        mandate.ifPresent(given -> given.write(json.name("mandate")));
        return Optional.of(new Jsonb(json.endObject().text()));
    }
}

package dev.caisse.api;

import dev.caisse.platform.db.Sql;
import java.util.Optional;

/// The caller asked for something the rules do not allow. Becomes one error body; nothing was changed.
///
/// A message names the parameter, what was wrong with it and what would be right. It never repeats a key, a card number
/// or any other value that could be secret.
public final class Refusal extends RuntimeException {
    private final int status;
    private final String type;
    private final String code;
    private final transient Optional<String> param;
    private final transient Optional<Decline> decline;

    /// What a declined payment adds to its error.
    ///
    /// @param noun the field its intent stands under
    /// @param intent the intent's view, or the id of what it holds; null when there is none
    public record Decline(String code, String noun, Object intent) {}

    private Refusal(int status, String type, String code, String param, String message, Optional<Decline> decline) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = Optional.ofNullable(param);
        this.decline = decline;
    }

    public static Refusal of(int status, String code, String param, String message) {
        var type = status >= 500 ? "api_error" : "invalid_request_error";
        return new Refusal(status, type, code, param, message, Optional.empty());
    }

    /// The parameters were fine, the payment was declined: 402.
    public static Refusal declined(String code, String declineCode, String message, Object paymentIntent) {
        return declined(code, declineCode, message, "payment_intent", paymentIntent);
    }

    /// The parameters were fine, the payment method could not be set up: 402.
    public static Refusal setupDeclined(String code, String declineCode, String message, Object setupIntent) {
        return declined(code, declineCode, message, "setup_intent", setupIntent);
    }

    private static Refusal declined(String code, String declineCode, String message, String noun, Object intent) {
        var decline = new Decline(declineCode, noun, intent);
        return new Refusal(402, "card_error", code, null, message, Optional.of(decline));
    }

    /// A card that cannot be one, told before anything was asked: 402.
    public static Refusal badCard(String code, String param, String message) {
        return badCard(code, code, param, message);
    }

    /// A card that may not be used here, told before anything was asked: 402.
    public static Refusal badCard(String code, String declineCode, String param, String message) {
        var decline = new Decline(declineCode, "payment_intent", null);
        return new Refusal(402, "card_error", code, param, message, Optional.of(decline));
    }

    /// The parameter has a value that cannot be used. The message goes on after the parameter's name.
    public static Refusal invalid(String param, String whatIsWrong) {
        return of(400, "parameter_invalid", param, "`" + param + "` " + whatIsWrong + ".");
    }

    public static Refusal missing(String param) {
        return missing(param, "");
    }

    /// @param hint a sentence more, with a space before it, or nothing
    public static Refusal missing(String param, String hint) {
        return of(400, "parameter_missing", param, "`" + param + "` is required and was not given." + hint);
    }

    /// A parameter of the API's that this server does not honour yet; it is never accepted and dropped.
    public static Refusal unsupported(String param) {
        return of(
                400,
                "parameter_unsupported",
                param,
                "`" + param + "` is not supported by this version of Caisse. Leave it out.");
    }

    /// No such object for this tenant.
    public static Refusal notFound(String noun, String id, String param) {
        return of(404, "resource_missing", param, "No such " + noun + ": '" + id + "'.");
    }

    public static Refusal unexpectedState(String noun, String status, String verb) {
        var name = noun.replace('_', ' ');
        return of(
                400,
                noun + "_unexpected_state",
                null,
                "This %s cannot be %s because its status is %s.".formatted(name, verb, status));
    }

    /// Nothing was written; the same request may simply be sent again later.
    public static Refusal overloaded() {
        return of(
                503,
                "overloaded",
                null,
                "The server is overloaded or its database is away. Nothing was written; try again.");
    }

    static Refusal rateLimited() {
        return of(
                429,
                "rate_limited",
                null,
                "This key makes more requests a second than this server allows. Nothing was done; wait, then try again.");
    }

    static Refusal idempotencyMismatch() {
        return new Refusal(
                400,
                "idempotency_error",
                "idempotency_key_reused",
                null,
                "This Idempotency-Key was used before with other parameters or another path. Use a new key for a new request.",
                Optional.empty());
    }

    /// A twin of this request is still running.
    static Refusal idempotencyKeyInUse() {
        return of(
                409,
                "idempotency_key_in_use",
                null,
                "A request with this Idempotency-Key is still running. Send it again in a moment to learn its outcome.");
    }

    public Optional<Decline> decline() {
        return decline;
    }

    /// The same, naming what the intent of its decline holds instead of showing the intent.
    public Refusal ofHeld() {
        return decline.filter(known -> known.intent() instanceof Holder)
                .map(known -> ofHeld((Holder) known.intent(), known.code()))
                .orElse(this);
    }

    private Refusal ofHeld(Holder holder, String declineCode) {
        var named = new Decline(declineCode, holder.heldNoun(), holder.heldId().orElse(null));
        return new Refusal(status, type, code, param().orElse(null), getMessage(), Optional.of(named));
    }

    /// A dialect with whatever the intent of a decline shall show of other objects.
    Dialect bringing(Sql sql, Tenant tenant, Dialect dialect) {
        return decline.map(Decline::intent)
                .map(intent -> dialect.bringing(sql, tenant, intent))
                .orElse(dialect);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String code() {
        return code;
    }

    /// The parameter at fault, when it is one parameter's fault.
    public Optional<String> param() {
        return param;
    }
}

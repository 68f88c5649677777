package dev.caisse.checkout;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.Origin;
import dev.caisse.checkout.PaymentLink.Completion;
import dev.caisse.checkout.PaymentLink.Uses;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A payment link as somebody asks for it: the parameters of `POST /v1/payment_links`. What its sessions take is read
/// as a session's own parameters are.
///
/// @param session as each visit will make one
/// @param most how many sessions may be completed
record NewLink(
        NewSession session,
        Recipe recipe,
        boolean active,
        Completion completion,
        Optional<String> inactiveMessage,
        Optional<Integer> most,
        Metadata metadata) {
    static final int MAX_MESSAGE = 500;

    /// What is one payer's, or one session's.
    private static final List<String> OF_ONE_SESSION = List.of(
            "mode",
            "success_url",
            "customer",
            "customer_email",
            "client_reference_id",
            "expires_at",
            "after_expiration");

    /// @param notice hears what was left out and why
    static NewLink read(Params params, Consumer<String> notice) {
        refuseOfOneSession(params);
        if (!params.has("line_items")) {
            throw params.missing("line_items");
        }
        return new NewLink(
                        null,
                        Recipe.of(params),
                        params.flag("active").orElse(true),
                        completion(params).orElse(Completion.USUAL),
                        params.text("inactive_message", MAX_MESSAGE),
                        most(params),
                        params.newMetadata("metadata"))
                .of(NewSession.read(params, notice, Origin.NONE));
    }

    private NewLink of(NewSession read) {
        return new NewLink(read, recipe, active, completion, inactiveMessage, most, metadata);
    }

    private static void refuseOfOneSession(Params params) {
        for (var parameter : OF_ONE_SESSION) {
            if (params.has(parameter)) {
                throw Refusal.invalid(
                        parameter, "has no place in a payment link, whose visitors get a session each: leave it out");
            }
        }
    }

    PaymentLink as(long id, String token, Recipe named, CurrencyCode currency) {
        return new PaymentLink(
                id, token, active, currency, named, completion, inactiveMessage, new Uses(most, 0, 0), metadata);
    }

    /// A session as a visit of a link makes one.
    static NewSession session(PaymentLink link, List<Line> lines) {
        return session(link, link.recipe().selling(lines), _ -> {});
    }

    /// @param recipe the link's, or what was said of it besides, with its lines
    static NewSession session(PaymentLink link, Recipe recipe, Consumer<String> notice) {
        var all = recipe.with(Map.of("metadata", link.metadata().entries()));
        var redirected = link.completion()
                .redirectUrl()
                .map(url -> all.with(Map.of("success_url", url)))
                .orElse(all);
        return NewSession.read(redirected.params(), notice, Origin.of(link));
    }

    /// What of a link an update changes, but for its uses.
    static PaymentLink updated(PaymentLink link, Params params) {
        refuseOfOneSession(params);
        if (params.has("currency")) {
            throw Refusal.invalid("currency", "of a payment link never changes: make a new one instead");
        }
        return new PaymentLink(
                link.id(),
                link.token(),
                params.flag("active").orElse(link.isActive()),
                link.currency(),
                link.recipe().updated(params),
                completion(params).orElse(link.completion()),
                params.has("inactive_message") ? params.text("inactive_message", MAX_MESSAGE) : link.inactiveMessage(),
                link.uses(),
                params.merged("metadata", link.metadata()));
    }

    private static Optional<Completion> completion(Params params) {
        return params.object("after_completion").map(after -> {
            boolean isRedirect = after.choice("type", "hosted_confirmation", "redirect")
                    .orElseThrow(() -> after.missing("type"))
                    .equals("redirect");
            var other = isRedirect ? "hosted_confirmation" : "redirect";
            if (after.has(other)) {
                throw Refusal.invalid(after.name(other), "has no place here: `after_completion.type` says otherwise");
            }
            var redirect = after.object("redirect");
            var url = redirect.flatMap(to -> to.address("url"));
            if (isRedirect && url.isEmpty()) {
                throw Refusal.missing(after.name("redirect") + ".url");
            }
            var confirmation = after.object("hosted_confirmation");
            var thanks = confirmation.flatMap(said -> said.text("custom_message", MAX_MESSAGE));
            redirect.ifPresent(Params::refuseUnknown);
            confirmation.ifPresent(Params::refuseUnknown);
            after.refuseUnknown();
            return new Completion(url, thanks);
        });
    }

    /// The parameter `restrictions`: how many sessions may be completed; empty for any number.
    static Optional<Integer> most(Params params) {
        return params.object("restrictions").flatMap(restrictions -> {
            var completed = restrictions.object("completed_sessions");
            var most = completed.map(sessions -> {
                long limit =
                        sessions.integer("limit", 1, Integer.MAX_VALUE).orElseThrow(() -> sessions.missing("limit"));
                sessions.refuseUnknown();
                return (int) limit;
            });
            restrictions.refuseUnknown();
            return most;
        });
    }
}

package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.EmailAddress;
import dev.caisse.api.Refusal;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Somebody follows a payment link: makes a session of their own. Each visit makes another, for nothing tells two
/// payers behind one address apart, and a link is there to be paid by many.
public final class VisitLink {
    private static final String DISCOUNTS = "discounts";

    private final Db db;
    private final CreateSession createSession;
    private final Baskets baskets;
    private final PaymentLinks links = new PaymentLinks();

    VisitLink(Db db, CheckoutSessions sessions, CreateSession createSession) {
        this.db = db;
        this.createSession = createSession;
        this.baskets = new Baskets(sessions);
    }

    /// What the address says of the payer besides. What is no good is left out, as a payer cannot help it.
    public record Said(Optional<String> email, Optional<String> reference, Optional<String> locale) {
        private static final int MAX_REFERENCE = 200;

        private Recipe in(Recipe recipe) {
            var more = new LinkedHashMap<String, Object>();
            reference
                    .filter(text -> text.codePointCount(0, text.length()) <= MAX_REFERENCE)
                    .filter(text -> text.chars().noneMatch(Character::isISOControl))
                    .ifPresent(text -> more.put("client_reference_id", text));
            locale.filter(NewSession::isLocale).ifPresent(tag -> more.put("locale", tag));
            email.filter(EmailAddress::isValid)
                    .ifPresent(address -> more.put("payment_intent_data", known(recipe, address)));
            return recipe.with(more);
        }

        /// Put into the form, and the payer may put in another.
        private static Map<String, Object> known(Recipe recipe, String email) {
            var data = inside(recipe.parameters(), "payment_intent_data");
            var billing = inside(data, "billing_details");
            billing.put("email", email);
            data.put("billing_details", billing);
            return data;
        }

        private static Map<String, Object> inside(Map<String, Object> parameters, String name) {
            var copy = new LinkedHashMap<String, Object>();
            if (parameters.get(name) instanceof Map<?, ?> there) {
                there.forEach((key, value) -> copy.put(key.toString(), value));
            }
            return copy;
        }
    }

    public Optional<PaymentLinks.Known> find(String token) {
        return links.findByToken(db, token);
    }

    /// The link of a session, where one made it that cannot be paid by now.
    public Optional<PaymentLink> closed(Caller caller, CheckoutSession session) {
        return session.terms()
                .origin()
                .link()
                .flatMap(id -> links.find(db, caller.tenant(), id))
                .filter(link -> !link.isOpen());
    }

    /// @return empty when there is nothing to be had of it any more: a price is not sold, or no way to pay is left
    public Optional<CheckoutSession> run(Caller caller, PaymentLink link, Said said) {
        try {
            return Optional.of(made(caller, link, said.in(link.recipe())));
        } catch (Refusal refusal) {
            return refusal.param().filter(param -> param.startsWith(DISCOUNTS)).isPresent()
                    ? Optional.of(made(caller, link, said.in(link.recipe().without(DISCOUNTS))))
                    : Optional.empty();
        }
    }

    private CheckoutSession made(Caller caller, PaymentLink link, Recipe recipe) {
        return db.inTransaction(tx -> made(tx, caller, link, recipe));
    }

    private CheckoutSession made(Tx tx, Caller caller, PaymentLink link, Recipe recipe) {
        var lines = baskets.ofLinks(tx, caller.tenant(), List.of(link.id())).get(link.id());
        var wanted = NewLink.session(link, recipe.selling(lines), _ -> {});
        return createSession.in(tx, tx, caller, wanted).session();
    }
}

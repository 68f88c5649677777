package dev.caisse.methods;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// Reads `source`: a token, a card of a customer's, the name of a test card, or a card that was typed. A token is a
/// payment method that nobody has used, under another name, and so is used once.
public final class SourceReader {
    private final Db db;
    private final CardReader cards;
    private final PaymentMethods methods = new PaymentMethods();

    public SourceReader(Db db, CardReader cards) {
        this.db = db;
        this.cards = cards;
    }

    /// @throws Refusal when it is nothing that could pay, or a token that was used
    public Optional<Source> find(Tenant tenant, Params params, String parameter) {
        return params.isObject(parameter)
                ? params.object(parameter).map(card -> new Source.Typed(cards.readSource(tenant, card)))
                : params.text(parameter, CardReader.MAX_TOKEN).map(id -> named(tenant, id, params.name(parameter)));
    }

    /// The method behind a token that is named in the parameters of `card`, when it is one that was made.
    public static Optional<Long> findToken(Params card) {
        return card.text("token", CardReader.MAX_TOKEN).flatMap(Prefix.TOKEN::read);
    }

    static Refusal usedUp(long token, String param) {
        return Refusal.of(
                400,
                "token_already_used",
                param,
                "The token " + Prefix.TOKEN.id(token)
                        + " was used already, or there is no such token. A token can be used once.");
    }

    private Source named(Tenant tenant, String id, String param) {
        var alias = cards.findAlias(tenant, id);
        if (alias.isPresent()) {
            return new Source.Typed(alias.get());
        }
        var token = Prefix.TOKEN.read(id);
        if (token.isPresent()) {
            return new Source.Token(unused(tenant, token.get(), param));
        }
        return new Source.Kept(Prefix.METHOD
                .read(id)
                .orElseThrow(() -> Refusal.invalid(
                        param, "must be a token (tok_…), a card of the customer's (card_…), or a card's parameters")));
    }

    private long unused(Tenant tenant, long token, String param) {
        return methods.find(db, tenant, token)
                .filter(method -> method.state() instanceof Unused)
                .map(PaymentMethod::id)
                .orElseThrow(() -> usedUp(token, param));
    }
}

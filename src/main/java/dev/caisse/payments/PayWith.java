package dev.caisse.payments;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.SourceReader;
import dev.caisse.methods.TypedCard;
import dev.caisse.methods.TypedMethod;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// What an intent is confirmed with.
public sealed interface PayWith {

    /// A card as it was just typed, or a test card by its alias.
    record Typed(TypedCard card) implements PayWith {}

    /// What is no card, as its payer just said it.
    record Elsewhere(TypedMethod method) implements PayWith {}

    /// A payment method that was made before.
    record Kept(long method) implements PayWith {}

    /// The method that the intent was given before.
    record AlreadySet() implements PayWith {}

    /// What a request says: `payment_method`, `payment_method_data`, or neither.
    ///
    /// @throws Refusal 400 when it says both; 402 when it says what cannot be a card
    static Optional<PayWith> read(Request request, Params params, CardReader cards) {
        var data = params.object("payment_method_data").map(given -> readData(request, given, cards));
        var method = params.text("payment_method", 255)
                .map(id -> cards.findAlias(request.tenant(), id)
                        .<PayWith>map(Typed::new)
                        .orElseGet(() -> new Kept(Prefix.METHOD
                                .read(id)
                                .orElseThrow(() -> Refusal.invalid(
                                        "payment_method",
                                        "must be the id of a payment method, which begins with pm_")))));
        if (data.isPresent() && method.isPresent()) {
            throw Refusal.invalid("payment_method_data", "cannot be combined with payment_method: pass one of the two");
        }
        return method.or(() -> data);
    }

    /// A token that was made is the method behind it, which nobody has used.
    private static PayWith readData(Request request, Params data, CardReader cards) {
        var given = data.tolerateNull("id");
        var other = cards.findOther(request.tenant(), given);
        if (other.isPresent()) {
            given.refuseUnknown();
            return new Elsewhere(other.get());
        }
        var token = data.object("card").flatMap(SourceReader::findToken);
        if (token.isPresent()) {
            data.requiredText("type", 100);
            data.object("card").ifPresent(card -> {
                SourceReader.findToken(card);
                card.refuseUnknown();
            });
            data.refuseUnknown();
            return new Kept(token.get());
        }
        var card = cards.read(request.tenant(), given);
        given.refuseUnknown();
        return new Typed(card);
    }
}

package dev.caisse.methods;

import dev.caisse.api.Routes;
import dev.caisse.events.Events;
import dev.caisse.methods.PaymentMethodApi.CodeHolder;
import dev.caisse.platform.db.Db;

/// What the room offers to programs from before there were payment methods, built once and introduced to each other.
///
/// @param attach for payment methods too, as `detach`
/// @param reader of what they pay with
/// @param save for a customer
public record Sources(
        AttachMethod attach,
        DetachMethod detach,
        SourceReader reader,
        SaveSource save,
        SourceApi api,
        TokenApi tokens) {
    public static Sources of(Db db, Events events, CardReader cards, KeepCard keepCard, CodeHolder codeHolder) {
        var reader = new SourceReader(db, cards);
        var detach = new DetachMethod(events);
        var attach = new AttachMethod(events);
        var save = new SaveSource(events, reader, keepCard, attach);
        return new Sources(
                attach,
                detach,
                reader,
                save,
                new SourceApi(db, events, cards, reader, save, detach),
                new TokenApi(db, cards, keepCard, codeHolder));
    }

    public void routes(Routes routes) {
        api.routes(routes);
        tokens.routes(routes);
    }
}

package dev.caisse.methods;

import dev.caisse.api.Routes;
import dev.caisse.api.Views;
import dev.caisse.events.Events;
import dev.caisse.methods.PaymentMethodApi.CodeHolder;
import dev.caisse.platform.db.Db;

/// What the room offers to programs from before there were payment methods, built once and introduced to each other.
///
/// @param reader of what they pay with
/// @param save for a customer
public record Sources(SourceReader reader, SaveSource save, SourceApi api, TokenApi tokens) {
    public static Sources of(
            Db db,
            Events events,
            CardReader cards,
            KeepCard keepCard,
            AttachMethod attachMethod,
            DetachMethod detachMethod,
            CodeHolder codeHolder) {
        var reader = new SourceReader(db, cards);
        var save = new SaveSource(events, reader, keepCard, attachMethod);
        return new Sources(
                reader,
                save,
                new SourceApi(db, events, cards, reader, save, detachMethod),
                new TokenApi(db, cards, keepCard, codeHolder));
    }

    public void routes(Routes routes) {
        api.routes(routes);
        tokens.routes(routes);
    }

    public static void views(Views views) {
        SourceApi.views(views);
    }
}

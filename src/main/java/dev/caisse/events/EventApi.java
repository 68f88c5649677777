package dev.caisse.events;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import java.util.List;

/// `/v1/events`
public final class EventApi {
    private static final int MAX_TYPES = 20;

    private final Db db;
    private final Events events;
    private final Views views;
    private final PendingDeliveries pending;

    public EventApi(Db db, Events events, Views views, PendingDeliveries pending) {
        this.db = db;
        this.events = events;
        this.views = views;
        this.pending = pending;
    }

    public void routes(Routes routes) {
        routes.get("/v1/events", this::list).get("/v1/events/list", this::list).get("/v1/events/{id}", this::retrieve);
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.EVENT);
        var types = types(params);
        params.refuseUnknown();
        var page = events.list(db, request.tenant(), types, slice);
        var counts = pending.count(
                request.tenant(), page.items().stream().map(Event::id).toList());
        return ListView.of(
                "/v1/events",
                page,
                event -> EventView.of(event, views, request.tenant(), counts.getOrDefault(event.id(), 0)));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.EVENT);
        request.params().refuseUnknown();
        var event = events.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.EVENT));
        var counts = pending.count(request.tenant(), List.of(id));
        return EventView.of(event, views, request.tenant(), counts.getOrDefault(id, 0));
    }

    /// A type that there is not is refused: an empty list would hide a misspelling.
    private static List<String> types(Params params) {
        var type = params.word("type", EventTypes.all());
        var types = params.words("types", MAX_TYPES, EventTypes.all());
        if (type.isPresent() && !types.isEmpty()) {
            throw Refusal.invalid("types", "cannot be combined with type: pass one of the two");
        }
        return type.map(List::of).orElse(types);
    }
}

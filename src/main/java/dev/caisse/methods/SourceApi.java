package dev.caisse.methods;

import dev.caisse.api.ListView;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.customers.Customers;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// `/v1/customers/{id}/sources`: a customer's payment methods as cards, for programs from before there were payment
/// methods.
public final class SourceApi {
    private final Db db;
    private final Events events;
    private final CardReader cards;
    private final SourceReader sources;
    private final SaveSource saveSource;
    private final DetachMethod detachMethod;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public SourceApi(
            Db db,
            Events events,
            CardReader cards,
            SourceReader sources,
            SaveSource saveSource,
            DetachMethod detachMethod) {
        this.db = db;
        this.events = events;
        this.cards = cards;
        this.sources = sources;
        this.saveSource = saveSource;
        this.detachMethod = detachMethod;
    }

    public void routes(Routes routes) {
        routes.post("/v1/customers/{id}/sources", this::create)
                .get("/v1/customers/{id}/sources", this::list)
                .get("/v1/customers/{id}/sources/{method}", this::retrieve)
                .post("/v1/customers/{id}/sources/{method}", this::update)
                .delete("/v1/customers/{id}/sources/{method}", this::delete);
    }

    private Object create(Request request) {
        var customer = customer(request);
        var params = request.params();
        var source = sources.find(request.tenant(), params, "source").orElseThrow(() -> params.missing("source"));
        var metadata = params.newMetadata("metadata");
        params.refuseUnknown();
        return request.once(tx -> {
            var saved = saveSource.in(tx, request.caller(), source, customer);
            if (metadata.entries().isEmpty()) {
                return view(request, saved);
            }
            var described = saved.with(saved.billing(), saved.card().map(CardDetails::expiry), metadata);
            methods.save(tx, request.tenant(), described);
            return view(request, described);
        });
    }

    private Object list(Request request) {
        var customer = customer(request);
        var params = request.params();
        params.choice("object", "card");
        var slice = Slice.read(params, Prefix.METHOD);
        params.refuseUnknown();
        var page =
                methods.list(db, request.tenant(), Optional.of(customer), Optional.of(MethodType.CARD.name()), slice);
        return ListView.of(
                "/v1/customers/" + Prefix.CUSTOMER.id(customer) + "/sources", page, method -> view(request, method));
    }

    private Object retrieve(Request request) {
        var customer = customer(request);
        var id = request.id("method", Prefix.METHOD);
        request.params().refuseUnknown();
        return methods.find(db, request.tenant(), id)
                .filter(method -> isSourceOf(customer, method))
                .map(method -> view(request, method))
                .orElseThrow(() -> notFound(request));
    }

    private Object update(Request request) {
        var customer = customer(request);
        var id = request.id("method", Prefix.METHOD);
        return request.once(tx -> {
            var old = methods.lock(tx, request.tenant(), id)
                    .filter(method -> isSourceOf(customer, method))
                    .orElseThrow(() -> notFound(request));
            var updated = updated(request, old);
            methods.save(tx, request.tenant(), updated);
            var view = view(request, updated);
            events.appendUpdate(
                    tx,
                    request.caller(),
                    "payment_method.updated",
                    MethodView.of(old, request.tenant()),
                    MethodView.of(updated, request.tenant()));
            events.appendUpdate(tx, request.caller(), "customer.source.updated", view(request, old), view);
            return view;
        });
    }

    private PaymentMethod updated(Request request, PaymentMethod old) {
        var params = request.params();
        var updated = old.with(
                old.billing().updatedAsCard(params),
                Optional.of(cards.readExpiryAmongOthers(
                        request.tenant(), params, old.card().orElseThrow())),
                params.merged("metadata", old.metadata()));
        params.refuseUnknown();
        return updated;
    }

    private Object delete(Request request) {
        var customer = customer(request);
        var id = request.id("method", Prefix.METHOD);
        request.params().refuseUnknown();
        return request.once(tx -> {
            methods.find(tx, request.tenant(), id)
                    .filter(method -> isSourceOf(customer, method))
                    .orElseThrow(() -> notFound(request));
            var detached = detachMethod.in(tx, request.caller(), id).orElseThrow(() -> notFound(request));
            events.append(tx, request.caller(), "customer.source.deleted", view(request, detached));
            return new Deleted(Prefix.CARD.id(id), "card", true);
        });
    }

    private long customer(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        if (customers.find(db, request.tenant(), id).isEmpty()) {
            throw request.notFound(Prefix.CUSTOMER);
        }
        return id;
    }

    private static boolean isSourceOf(long customer, PaymentMethod method) {
        return method.card().isPresent() && method.customer().equals(Optional.of(customer));
    }

    private static Refusal notFound(Request request) {
        return request.notFound("method", Prefix.CARD);
    }

    private static SourceView view(Request request, PaymentMethod method) {
        return SourceView.of(method, request.tenant());
    }

    /// What is left to say of a card that was deleted.
    record Deleted(String id, String object, boolean deleted) {}
}

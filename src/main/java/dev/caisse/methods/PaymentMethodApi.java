package dev.caisse.methods;

import dev.caisse.api.ListView;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.customers.Customers;
import dev.caisse.events.Events;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// `/v1/payment_methods`, and those of one customer.
public final class PaymentMethodApi {
    private final Db db;
    private final Events events;
    private final CardReader cards;
    private final KeepCard keepCard;
    private final DetachMethod detachMethod;
    private final AttachMethod attachMethod;
    private final CodeHolder codeHolder;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    /// Keeps a security code in memory until the method it belongs to is used.
    @FunctionalInterface
    public interface CodeHolder {
        void hold(long method, SecurityCode code);
    }

    public PaymentMethodApi(
            Db db,
            Events events,
            CardReader cards,
            KeepCard keepCard,
            AttachMethod attachMethod,
            DetachMethod detachMethod,
            CodeHolder codeHolder) {
        this.db = db;
        this.events = events;
        this.cards = cards;
        this.keepCard = keepCard;
        this.attachMethod = attachMethod;
        this.detachMethod = detachMethod;
        this.codeHolder = codeHolder;
    }

    public void routes(Routes routes) {
        routes.postForPayersToo("/v1/payment_methods", this::create)
                .get("/v1/payment_methods", this::list)
                .get("/v1/payment_methods/list", this::list)
                .get("/v1/payment_methods/{id}", this::retrieve)
                .post("/v1/payment_methods/{id}", this::update)
                .post("/v1/payment_methods/{id}/attach", this::attach)
                .post("/v1/payment_methods/{id}/detach", this::detach)
                .get("/v1/customers/{id}/payment_methods", this::listOfCustomer)
                .get("/v1/customers/{id}/payment_methods/{method}", this::retrieveOfCustomer);
    }

    public static void views(Views views) {
        views.add("payment_method", MethodView.class).add("card", SourceView.class);
    }

    /// How those that are only named elsewhere are found whole.
    public static void wholes(Wholes wholes) {
        wholes.add(
                Prefix.METHOD,
                (sql, tenant, ids) -> new PaymentMethods()
                        .find(sql, tenant, ids).stream()
                                .map(method -> MethodView.of(method, tenant))
                                .toList());
    }

    private Object create(Request request) {
        var params = request.params().refuseUnsupported("customer");
        var other = cards.findOther(request.tenant(), params);
        if (other.isEmpty()) {
            var token = params.object("card").flatMap(SourceReader::findToken);
            if (token.isPresent()) {
                return ofToken(request, token.get());
            }
        }
        var metadata = params.newMetadata("metadata");
        if (other.isPresent()) {
            params.refuseUnknown();
            return request.once(tx -> MethodView.of(
                    keepCard.others().in(tx, request.tenant(), other.get(), new Unused(), metadata),
                    request.tenant()));
        }
        var card = cards.read(request.tenant(), params);
        params.refuseUnknown();
        return request.once(tx -> {
            var method = keepCard.in(tx, request.tenant(), card, new Unused(), metadata);
            card.securityCode().ifPresent(code -> codeHolder.hold(method.id(), code));
            return MethodView.of(method, request.tenant());
        });
    }

    /// What a token stands for, from now on under the name of a payment method.
    private Object ofToken(Request request, long token) {
        var params = request.params();
        params.choice("type", MethodType.CARD.name()).orElseThrow(() -> params.missing("type"));
        params.object("card").ifPresent(card -> {
            SourceReader.findToken(card);
            card.refuseUnknown();
        });
        return request.once(tx -> {
            var method = methods.lock(tx, request.tenant(), token)
                    .filter(known -> known.state() instanceof Unused)
                    .orElseThrow(() -> SourceReader.usedUp(token, params.name("card.token")));
            var made = method.with(
                    params.object("billing_details")
                            .map(method.billing()::updated)
                            .orElse(method.billing()),
                    method.card().map(CardDetails::expiry),
                    params.merged("metadata", method.metadata()));
            params.refuseUnknown();
            methods.save(tx, request.tenant(), made);
            return MethodView.of(made, request.tenant());
        });
    }

    private Object retrieve(Request request) {
        var alias = cards.findAlias(request.tenant(), request.idText());
        if (alias.isPresent()) {
            request.params().refuseUnknown();
            return MethodView.of(
                    db.inTransaction(tx -> keepCard.in(tx, request.tenant(), alias.get())), request.tenant());
        }
        var id = request.id(Prefix.METHOD);
        request.params().refuseUnknown();
        return methods.find(db, request.tenant(), id)
                .map(method -> MethodView.of(method, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.METHOD));
    }

    private Object list(Request request) {
        return list(request, "/v1/payment_methods", request.params().id("customer", Prefix.CUSTOMER));
    }

    private Object listOfCustomer(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        if (customers.find(db, request.tenant(), id).isEmpty()) {
            throw request.notFound(Prefix.CUSTOMER);
        }
        return list(request, "/v1/customers/" + Prefix.CUSTOMER.id(id) + "/payment_methods", Optional.of(id));
    }

    private Object list(Request request, String url, Optional<Long> customer) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.METHOD);
        var type = params.text("type", 100)
                .map(name -> MethodType.find(name)
                        .orElseThrow(() ->
                                Refusal.invalid(params.name("type"), "must be a type of payment method, such as card"))
                        .name());
        params.refuseUnknown();
        var page = methods.list(db, request.tenant(), customer, type, slice);
        return ListView.of(url, page, method -> MethodView.of(method, request.tenant()));
    }

    private Object retrieveOfCustomer(Request request) {
        var customer = request.id(Prefix.CUSTOMER);
        var id = request.id("method", Prefix.METHOD);
        request.params().refuseUnknown();
        return methods.find(db, request.tenant(), id)
                .filter(method -> method.customer().equals(Optional.of(customer)))
                .map(method -> MethodView.of(method, request.tenant()))
                .orElseThrow(() -> request.notFound("method", Prefix.METHOD));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.METHOD);
        return request.once(tx -> {
            var old = methods.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.METHOD));
            var updated = updated(request, old);
            methods.save(tx, request.tenant(), updated);
            var view = MethodView.of(updated, request.tenant());
            events.appendUpdate(
                    tx, request.caller(), "payment_method.updated", MethodView.of(old, request.tenant()), view);
            return view;
        });
    }

    private PaymentMethod updated(Request request, PaymentMethod old) {
        var params = request.params();
        var card = params.object("card");
        if (card.isPresent() && old.card().isEmpty()) {
            throw Refusal.invalid("card", "can only be changed of a card");
        }
        var expiry = card.map(given ->
                cards.readExpiry(request.tenant(), given, old.card().orElseThrow()));
        var updated = old.with(
                params.object("billing_details").map(old.billing()::updated).orElse(old.billing()),
                expiry,
                params.merged("metadata", old.metadata()));
        params.refuseUnknown();
        return updated;
    }

    private Object attach(Request request) {
        return request.once(tx -> {
            long method = attachable(tx, request);
            var params = request.params();
            long customer = params.id("customer", Prefix.CUSTOMER).orElseThrow(() -> params.missing("customer"));
            params.refuseUnknown();
            return MethodView.of(attachMethod.in(tx, request.caller(), method, customer), request.tenant());
        });
    }

    /// A method that was made before, or a new one of the test card that is named.
    private long attachable(Tx tx, Request request) {
        var alias = cards.findAlias(request.tenant(), request.idText());
        if (alias.isPresent()) {
            return keepCard.in(tx, request.tenant(), alias.get()).id();
        }
        var id = request.id(Prefix.METHOD);
        return methods.find(tx, request.tenant(), id)
                .orElseThrow(() -> request.notFound(Prefix.METHOD))
                .id();
    }

    private Object detach(Request request) {
        var id = request.id(Prefix.METHOD);
        request.params().refuseUnknown();
        return request.once(tx -> detachMethod
                .in(tx, request.caller(), id)
                .map(method -> MethodView.of(method, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.METHOD)));
    }
}

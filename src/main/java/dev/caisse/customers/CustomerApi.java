package dev.caisse.customers;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;
import java.util.stream.Collectors;

/// `/v1/customers`
public final class CustomerApi {
    private final Db db;
    private final Events events;
    private final CreateCustomer createCustomer;
    private final Wallet wallet;
    private final NewSource newSource;
    private final Customers customers = new Customers();

    public CustomerApi(Db db, Events events, CreateCustomer createCustomer, Wallet wallet, NewSource newSource) {
        this.db = db;
        this.events = events;
        this.createCustomer = createCustomer;
        this.wallet = wallet;
        this.newSource = newSource;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/customers", this::create)
                .get("/v1/customers", this::list)
                .get("/v1/customers/list", this::list)
                .get("/v1/customers/search", this::search)
                .get("/v1/customers/{id}", this::retrieve)
                .post("/v1/customers/{id}", this::update)
                .delete("/v1/customers/{id}", this::delete);
    }

    /// How those that are only named elsewhere are found whole. Who is named and not there was deleted.
    public static void wholes(Wholes wholes) {
        wholes.add(Prefix.CUSTOMER, (sql, tenant, ids) -> {
            var found = new Customers()
                    .find(sql, tenant, ids).stream().collect(Collectors.toMap(Customer::id, customer -> customer));
            return ids.stream()
                    .map(id -> found.containsKey(id) ? CustomerView.of(found.get(id), tenant) : Deleted.of(id))
                    .toList();
        });
    }

    public static void views(Views views) {
        views.add("customer", CustomerView.class);
    }

    private Object create(Request request) {
        var source = newSource.find(request.tenant(), request.params());
        var wanted = NewCustomer.read(request.params());
        if (source.isPresent()) {
            return request.once(tx -> {
                var customer = createCustomer.in(tx, request.caller(), wanted);
                source.get().in(tx, request.caller(), customer.id());
                return CustomerView.of(customers.named(tx, request.tenant(), customer.id(), "id"), request.tenant());
            });
        }
        return request.insert(
                rows -> CustomerView.of(createCustomer.in(rows, request.caller(), wanted), request.tenant()));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        request.params().refuseUnknown();
        return customers
                .find(db, request.tenant(), id)
                .map(customer -> CustomerView.of(customer, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.CUSTOMER));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.CUSTOMER);
        var email = params.email("email");
        params.refuseUnknown();
        var page = customers.list(db, request.tenant(), email, slice);
        return ListView.of("/v1/customers", page, customer -> CustomerView.of(customer, request.tenant()));
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, Customers.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.CUSTOMER);
        params.refuseUnknown();
        var found = customers.search(db, request.tenant(), query, slice);
        return SearchView.of(
                "/v1/customers/search",
                found,
                customer -> CustomerView.of(customer, request.tenant()),
                Prefix.CUSTOMER);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        var source = newSource.find(request.tenant(), request.params());
        return request.once(tx -> {
            var old = customers.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.CUSTOMER));
            var given = updated(tx, request, old);
            var updated = source.map(saving -> given.withDefaultMethod(saving.in(tx, request.caller(), id)))
                    .orElse(given);
            customers.save(tx, request.tenant(), updated);
            var view = CustomerView.of(updated, request.tenant());
            events.appendUpdate(tx, request.caller(), "customer.updated", CustomerView.of(old, request.tenant()), view);
            return view;
        });
    }

    private Customer updated(Tx tx, Request request, Customer old) {
        var params = request.params();
        var invoices = params.object("invoice_settings")
                .map(settings -> defaultMethod(tx, request, settings, "default_payment_method", old))
                .orElse(old.defaultMethod());
        var updated = new Customer(
                old.id(),
                params.has("address") ? params.object("address").map(Address::read) : old.address(),
                params.has("description") ? params.text("description", NewCustomer.MAX_DESCRIPTION) : old.description(),
                params.has("email") ? params.email("email") : old.email(),
                params.has("name") ? params.text("name", BillingDetails.MAX_CHARACTERS) : old.name(),
                params.has("phone") ? params.text("phone", BillingDetails.MAX_PHONE) : old.phone(),
                params.has("shipping") ? params.object("shipping").map(Shipping::read) : old.shipping(),
                params.merged("metadata", old.metadata()),
                params.has("default_source") ? theirs(tx, request, params, "default_source", old) : invoices);
        params.refuseUnknown();
        return updated;
    }

    private Optional<Long> defaultMethod(Tx tx, Request request, Params settings, String parameter, Customer old) {
        var method = settings.has(parameter) ? theirs(tx, request, settings, parameter, old) : old.defaultMethod();
        settings.refuseUnknown();
        return method;
    }

    private Optional<Long> theirs(Tx tx, Request request, Params params, String parameter, Customer old) {
        var method = params.id(parameter, Prefix.METHOD);
        method.filter(id -> !wallet.holds(tx, request.tenant(), old.id(), id)).ifPresent(id -> {
            throw Refusal.notFound("payment method of this customer", Prefix.METHOD.id(id), params.name(parameter));
        });
        return method;
    }

    private Object delete(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        request.params().refuseUnknown();
        return request.once(tx -> {
            var customer =
                    customers.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.CUSTOMER));
            wallet.empty(tx, request.caller(), id);
            customers.remove(tx, request.tenant(), id);
            events.append(
                    tx,
                    request.caller(),
                    "customer.deleted",
                    CustomerView.of(customer.withoutDefaultMethod(), request.tenant()));
            return Deleted.of(id);
        });
    }

    /// What is left to say of a customer that was deleted.
    record Deleted(String id, String object, boolean deleted) {
        static Deleted of(long id) {
            return new Deleted(Prefix.CUSTOMER.id(id), "customer", true);
        }
    }
}

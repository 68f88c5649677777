package dev.caisse.customers;

import dev.caisse.api.Link;
import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `/v1/customers`
public final class CustomerApi {
    private final Db db;
    private final Events events;
    private final CreateCustomer createCustomer;
    private final Wallet wallet;
    private final NewSource newSource;
    private final Rebating rebating;
    private final Customers customers = new Customers();

    public CustomerApi(
            Db db,
            Events events,
            CreateCustomer createCustomer,
            Wallet wallet,
            NewSource newSource,
            Rebating rebating) {
        this.db = db;
        this.events = events;
        this.createCustomer = createCustomer;
        this.wallet = wallet;
        this.newSource = newSource;
        this.rebating = rebating;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/customers", this::create)
                .get("/v1/customers", this::list)
                .get("/v1/customers/list", this::list)
                .get("/v1/customers/search", this::search)
                .get("/v1/customers/{id}", this::retrieve)
                .post("/v1/customers/{id}", this::update)
                .delete("/v1/customers/{id}", this::delete)
                .delete("/v1/customers/{id}/discount", this::endRebate);
    }

    /// How those that are only named elsewhere are found whole. Who is named and not there was deleted.
    public static void wholes(Wholes wholes, Rebating rebating) {
        wholes.add(Prefix.CUSTOMER, (sql, tenant, ids) -> {
            var found = new Customers()
                    .find(sql, tenant, ids).stream().collect(Collectors.toMap(Customer::id, customer -> customer));
            var shown = rebating.shown(sql, tenant, found.values());
            return ids.stream()
                    .map(id -> found.containsKey(id) ? view(found.get(id), tenant, shown) : Deleted.of(id))
                    .toList();
        });
    }

    public static void views(Views views) {
        views.add("customer", CustomerView.class);
    }

    private Object create(Request request) {
        var source = newSource.find(request.tenant(), request.params());
        var giving = rebating.find(request.params());
        var wanted = NewCustomer.read(request.params());
        if (source.isEmpty() && giving.isEmpty()) {
            return request.insert(rows -> CustomerView.of(
                    createCustomer.in(rows, request.caller(), wanted), request.tenant(), Optional.empty()));
        }
        return request.once(tx -> {
            var rebate = giving.map(given -> given.in(tx, request.tenant(), Optional.empty()));
            long id = rebate.map(given -> createCustomer.in(tx, request.caller(), wanted, given))
                    .orElseGet(() -> createCustomer.in(tx, request.caller(), wanted))
                    .id();
            source.ifPresent(saving -> saving.in(tx, request.caller(), id));
            return view(tx, request, customers.named(tx, request.tenant(), id, "id"));
        });
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        request.params().refuseUnknown();
        return customers
                .find(db, request.tenant(), id)
                .map(customer -> view(db, request, customer))
                .orElseThrow(() -> request.notFound(Prefix.CUSTOMER));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.CUSTOMER);
        var email = params.email("email");
        params.refuseUnknown();
        var page = customers.list(db, request.tenant(), email, slice);
        var shown = rebating.shown(db, request.tenant(), page.items());
        return ListView.of("/v1/customers", page, customer -> view(customer, request.tenant(), shown));
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, Customers.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.CUSTOMER);
        params.refuseUnknown();
        var found = customers.search(db, request.tenant(), query, slice);
        var shown = rebating.shown(db, request.tenant(), found.items());
        return SearchView.of(
                "/v1/customers/search", found, customer -> view(customer, request.tenant(), shown), Prefix.CUSTOMER);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        var params = request.params();
        var source = newSource.find(request.tenant(), params);
        var giving = rebating.find(params);
        boolean isTaken = params.isCleared("coupon") || params.isCleared("promotion_code");
        return request.once(tx -> {
            var rebate = giving.map(given -> given.in(tx, request.tenant(), Optional.of(id)));
            var old = locked(tx, request, id);
            var given = updated(tx, request, old).having(isTaken ? rebate : rebate.or(old::rebate));
            var updated = source.map(saving -> given.withDefaultMethod(saving.in(tx, request.caller(), id)))
                    .orElse(given);
            return saved(tx, request, old, updated);
        });
    }

    private CustomerView saved(Tx tx, Request request, Customer old, Customer updated) {
        customers.save(tx, request.tenant(), updated);
        var before = view(tx, request, old);
        var view = view(tx, request, updated);
        events.appendUpdate(tx, request.caller(), "customer.updated", before, view);
        tell(tx, request, before.discount(), view.discount());
        return view;
    }

    /// What became of what they have off.
    private void tell(Tx tx, Request request, Link before, Link now) {
        var caller = request.caller();
        if (before instanceof Link.Whole old && now instanceof Link.Whole other) {
            if (!old.id().equals(other.id())) {
                events.appendUpdate(
                        tx, caller, "customer.discount.updated", (Record) old.view(), (Record) other.view());
            }
        } else if (now instanceof Link.Whole given) {
            events.append(tx, caller, "customer.discount.created", (Record) given.view());
        } else if (before instanceof Link.Whole taken) {
            events.append(tx, caller, "customer.discount.deleted", (Record) taken.view());
        }
    }

    private Object endRebate(Request request) {
        var id = request.id(Prefix.CUSTOMER);
        request.params().refuseUnknown();
        return request.once(tx -> {
            var old = locked(tx, request, id);
            if (!(view(tx, request, old).discount() instanceof Link.Whole taken)) {
                throw Refusal.notFound("discount of the customer", Prefix.CUSTOMER.id(id), "id");
            }
            saved(tx, request, old, old.having(Optional.empty()));
            return rebating.deleted((Record) taken.view());
        });
    }

    private Customer locked(Tx tx, Request request, long id) {
        return customers.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.CUSTOMER));
    }

    private CustomerView view(Sql sql, Request request, Customer customer) {
        var tenant = request.tenant();
        return view(customer, tenant, rebating.shown(sql, tenant, List.of(customer)));
    }

    private static CustomerView view(Customer customer, Tenant tenant, Map<Long, Record> shown) {
        return CustomerView.of(customer, tenant, Optional.ofNullable(shown.get(customer.id())));
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
                params.has("default_source") ? theirs(tx, request, params, "default_source", old) : invoices,
                old.rebate());
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
            var customer = locked(tx, request, id);
            wallet.empty(tx, request.caller(), id);
            tell(tx, request, view(tx, request, customer).discount(), new Link.None());
            customers.remove(tx, request.tenant(), id);
            events.append(
                    tx,
                    request.caller(),
                    "customer.deleted",
                    CustomerView.of(customer.withoutDefaultMethod(), request.tenant(), Optional.empty()));
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

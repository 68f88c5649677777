package dev.caisse.customers;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// A customer as the API shows it. Field order is the order in the response.
public record CustomerView(
        String id,
        String object,
        Millis created,
        Address address,
        String description,
        String email,
        String name,
        String phone,
        Shipping shipping,
        Metadata metadata,
        boolean livemode,
        InvoicesView invoiceSettings,
        Link discount) {

    /// What bills are paid with.
    public record InvoicesView(Link defaultPaymentMethod) {}

    /// @param rebate the view of what they have off
    static CustomerView of(Customer customer, Tenant tenant, Optional<Record> rebate) {
        return new CustomerView(
                Prefix.CUSTOMER.id(customer.id()),
                "customer",
                Millis.made(customer.id()),
                customer.address().orElse(null),
                customer.description().orElse(null),
                customer.email().orElse(null),
                customer.name().orElse(null),
                customer.phone().orElse(null),
                customer.shipping().orElse(null),
                customer.metadata(),
                tenant.live(),
                new InvoicesView(
                        Link.to(customer.defaultMethod().map(Prefix.METHOD::id).orElse(null))),
                rebate.<Link>flatMap(view ->
                                customer.rebate().map(known -> new Link.Whole(Prefix.DISCOUNT.id(known.id()), view)))
                        .orElseGet(Link.None::new));
    }
}

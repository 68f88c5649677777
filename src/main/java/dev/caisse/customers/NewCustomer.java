package dev.caisse.customers;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import java.util.Optional;

/// A customer as somebody asks for it: the parameters of `POST /v1/customers`.
public record NewCustomer(
        Optional<Address> address,
        Optional<String> description,
        Optional<String> email,
        Optional<String> name,
        Optional<String> phone,
        Optional<Shipping> shipping,
        Metadata metadata) {
    static final int MAX_DESCRIPTION = 1000;

    static NewCustomer read(Params params) {
        params.refuseUnsupported("payment_method");
        refuseDefaultMethod(params);
        var wanted = new NewCustomer(
                params.object("address").map(Address::read),
                params.text("description", MAX_DESCRIPTION),
                params.email("email"),
                params.text("name", BillingDetails.MAX_CHARACTERS),
                params.text("phone", BillingDetails.MAX_PHONE),
                params.object("shipping").map(Shipping::read),
                params.newMetadata("metadata"));
        params.refuseUnknown();
        return wanted;
    }

    /// Somebody who paid, as they called themselves.
    ///
    /// @param shipping where they had it sent
    public static NewCustomer of(BillingDetails payer, Optional<Shipping> shipping) {
        return new NewCustomer(
                Optional.of(payer.address()).filter(address -> !address.equals(Address.EMPTY)),
                Optional.empty(),
                Optional.ofNullable(payer.email()),
                Optional.ofNullable(payer.name()),
                Optional.ofNullable(payer.phone()),
                shipping,
                Metadata.EMPTY);
    }

    private static void refuseDefaultMethod(Params params) {
        params.object("invoice_settings").ifPresent(settings -> {
            if (settings.text("default_payment_method", 255).isPresent()) {
                throw Refusal.invalid(
                        settings.name("default_payment_method"),
                        "must be attached to the customer: create the customer, attach the method, then update the"
                                + " customer");
            }
            settings.refuseUnknown();
        });
    }

    Customer as(long id) {
        return new Customer(
                id, address, description, email, name, phone, shipping, metadata, Optional.empty(), Optional.empty());
    }
}

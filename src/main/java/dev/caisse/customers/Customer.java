package dev.caisse.customers;

import dev.caisse.api.Metadata;
import java.util.Optional;

/// A merchant's record of somebody who pays, perhaps again and again. Two may have the same e-mail address.
///
/// @param defaultMethod what they pay with when nobody says otherwise; always one of theirs
public record Customer(
        long id,
        Optional<Address> address,
        Optional<String> description,
        Optional<String> email,
        Optional<String> name,
        Optional<String> phone,
        Optional<Shipping> shipping,
        Metadata metadata,
        Optional<Long> defaultMethod,
        Optional<Rebate> rebate) {

    public Customer withoutDefaultMethod() {
        return with(Optional.empty(), rebate);
    }

    /// @param method one of theirs
    public Customer withDefaultMethod(long method) {
        return with(Optional.of(method), rebate);
    }

    Customer having(Optional<Rebate> other) {
        return with(defaultMethod, other);
    }

    private Customer with(Optional<Long> method, Optional<Rebate> other) {
        return new Customer(id, address, description, email, name, phone, shipping, metadata, method, other);
    }

    /// What a bill to them says.
    public BillingDetails billing() {
        return new BillingDetails(
                address.orElse(Address.EMPTY), email.orElse(null), name.orElse(null), phone.orElse(null));
    }
}

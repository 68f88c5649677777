package dev.caisse.methods;

import dev.caisse.customers.BillingDetails;

/// What somebody pays with. Its own id is also the vault's token for the card number.
public record PaymentMethod(long id, MethodType type, BillingDetails billing, CardDetails card) {}

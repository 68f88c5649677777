package dev.caisse.payments;

import dev.caisse.api.Tenant;

/// Makes the address at which anybody who has it reads a charge's receipt. Implemented by checkout, which writes all
/// addresses of pages.
@FunctionalInterface
public interface ReceiptAddress {
    String of(Tenant tenant, long charge);
}

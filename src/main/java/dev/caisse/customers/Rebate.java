package dev.caisse.customers;

import java.util.Optional;

/// What a customer has off whatever they are billed for: a coupon, perhaps by a promotion code, both by the numbers of
/// their rows. It was redeemed when it was given.
///
/// @param endMs the moment from which it is over; empty for never
public record Rebate(long id, long coupon, Optional<Long> promotionCode, Optional<Long> endMs) {
    public boolean isOver(long nowMs) {
        return endMs.filter(end -> end <= nowMs).isPresent();
    }
}

package dev.caisse.discounts;

import java.util.Optional;

/// What makes an order cheaper: a coupon, perhaps by a promotion code that the payer typed. Both by the numbers of
/// their
/// rows.
public record Discount(long coupon, Optional<Long> promotionCode) {}

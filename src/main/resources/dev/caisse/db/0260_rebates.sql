-- What a customer has off whatever they are billed for: a coupon, perhaps by a code, redeemed when it was given.
alter table customers
  add column discount_id     bigint,
  add column discount_coupon bigint,
  add column discount_code   bigint,
  add column discount_end_ms bigint,
  add constraint customers_discount check (
    (discount_id is null) = (discount_coupon is null)
    and (discount_id is not null or (discount_code is null and discount_end_ms is null)));

-- What moves a session's total besides its lines. A session that costs nothing as things stand, but may yet cost
-- something, has its intent already: of a session the intent never changes.
alter table checkout_sessions
  add column amount_discount       bigint not null default 0 check (amount_discount >= 0),
  add column amount_shipping       bigint not null default 0 check (amount_shipping >= 0),
  add column allow_promotion_codes boolean,
  add column coupon_number         bigint,
  add column promotion_code_id     bigint,
  add column shipping_options      text[],
  add column shipping_rate_id      bigint,
  drop constraint checkout_sessions_intent,
  add constraint checkout_sessions_intent check (
    (amount_total > 0) <= (payment_intent_id is not null) and
    (payment_intent_id is null and setup_intent_id is null) = (client_secret is null)),
  add constraint checkout_sessions_total check (amount_total = amount_subtotal - amount_discount + amount_shipping),
  add constraint checkout_sessions_discount check (
    (amount_discount > 0) <= (coupon_number is not null) and
    (promotion_code_id is not null) <= (coupon_number is not null)),
  add constraint checkout_sessions_shipping check ((amount_shipping > 0) <= (shipping_rate_id is not null));

alter table line_items
  add constraint line_items_total check (amount_total <= amount_subtotal);

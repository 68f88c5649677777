-- A coupon is named by an id of the merchant's choosing, which is free again once it is deleted; what refers to it knows
-- its number. held counts the payments under way that will redeem it, so that the last redemption is promised once.
create table coupons (
  account_id       bigint  not null,
  live             boolean not null,
  number           bigint  not null,
  id               text    not null check (length(id) between 1 and 200),
  name             text,
  percent_off      integer check (percent_off between 1 and 10000),
  amount_off       bigint  check (amount_off between 1 and 999999999999),
  currency         text    check (currency ~ '^[A-Z]{3}$'),
  duration         text    not null check (duration in ('once', 'repeating', 'forever')),
  duration_months  integer check (duration_months > 0),
  products         bigint[] not null,
  max_redemptions  integer check (max_redemptions > 0),
  redeem_by_ms     bigint,
  redeemed         integer not null default 0,
  held             integer not null default 0,
  metadata         jsonb   not null,
  deleted          boolean not null default false,
  primary key (account_id, live, number),
  constraint coupons_off check (
    (percent_off is null) = (amount_off is not null) and (amount_off is null) = (currency is null)),
  constraint coupons_duration check ((duration = 'repeating') = (duration_months is not null)),
  constraint coupons_redemptions check (redeemed >= 0 and held >= 0 and redeemed + held <= coalesce(max_redemptions, 2147483647))
);

create unique index coupons_id on coupons (account_id, live, id) where not deleted;

-- What payers type. Upper and lower case are the same, and of all active ones no two are.
create table promotion_codes (
  account_id       bigint  not null,
  live             boolean not null,
  id               bigint  not null,
  coupon_number    bigint  not null,
  code             text    not null check (code ~ '^[A-Za-z0-9-]{1,100}$'),
  active           boolean not null,
  customer_id      bigint,
  expires_ms       bigint,
  max_redemptions  integer check (max_redemptions > 0),
  redeemed         integer not null default 0,
  held             integer not null default 0,
  minimum_amount   bigint  check (minimum_amount between 1 and 999999999999),
  minimum_currency text    check (minimum_currency ~ '^[A-Z]{3}$'),
  first_time       boolean not null,
  metadata         jsonb   not null,
  primary key (account_id, live, id),
  constraint promotion_codes_coupon foreign key (account_id, live, coupon_number) references coupons,
  constraint promotion_codes_minimum check ((minimum_amount is null) = (minimum_currency is null)),
  constraint promotion_codes_redemptions check (redeemed >= 0 and held >= 0 and redeemed + held <= coalesce(max_redemptions, 2147483647))
);

create unique index promotion_codes_code on promotion_codes (account_id, live, upper(code)) where active;
create index promotion_codes_by_code on promotion_codes (account_id, live, upper(code), id);
create index promotion_codes_of_coupon on promotion_codes (account_id, live, coupon_number, id);
create index promotion_codes_of_customer on promotion_codes (account_id, live, customer_id, id) where customer_id is not null;

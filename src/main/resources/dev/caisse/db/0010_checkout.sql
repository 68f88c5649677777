-- busy: the session's intent has an attempt that could still take money; written in the attempt's own transactions.
create table checkout_sessions (
  account_id                 bigint   not null,
  live                       boolean  not null,
  id                         bigint   not null,
  mode                       text     not null check (mode in ('payment')),
  status                     text     not null check (status in ('open', 'complete', 'expired')),
  busy                       boolean  not null default false,
  payment_status             text     not null check (payment_status in ('paid', 'unpaid', 'no_payment_required')),
  currency                   text     not null check (currency ~ '^[A-Z]{3}$'),
  amount_subtotal            bigint   not null check (amount_subtotal between 0 and 999999999999),
  amount_total               bigint   not null check (amount_total between 0 and 999999999999),
  success_url                text     not null,
  cancel_url                 text,
  client_reference_id        text,
  customer_email             text,
  metadata                   jsonb    not null,
  payment_method_types       text[],
  billing_address_collection text     not null,
  locale                     text,
  submit_type                text,
  expires_ms                 bigint   not null,
  payment_intent_id          bigint,
  client_secret              bytea,
  billing_details            jsonb    not null,
  declines                   smallint not null default 0,
  customer_details           jsonb,
  primary key (account_id, live, id),
  constraint checkout_sessions_intent check (
    (amount_total > 0) = (payment_intent_id is not null) and (payment_intent_id is null) = (client_secret is null)),
  constraint checkout_sessions_paid check (
    (payment_status = 'paid') <= (status = 'complete') and (payment_status = 'no_payment_required') = (amount_total = 0)),
  constraint checkout_sessions_busy check (not busy or (status = 'open' and payment_intent_id is not null))
);

create index checkout_sessions_due on checkout_sessions (expires_ms) where status = 'open' and not busy;
create unique index checkout_sessions_by_intent on checkout_sessions (account_id, live, payment_intent_id)
  where payment_intent_id is not null;
create index checkout_sessions_by_reference on checkout_sessions (account_id, live, client_reference_id, id)
  where client_reference_id is not null;

create table line_items (
  account_id      bigint  not null,
  live            boolean not null,
  session_id      bigint  not null,
  id              bigint  not null,
  price_id        bigint  not null,
  description     text    not null,
  quantity        integer not null check (quantity between 1 and 999999),
  amount_subtotal bigint  not null check (amount_subtotal between 0 and 999999999999),
  amount_total    bigint  not null check (amount_total between 0 and 999999999999),
  primary key (account_id, live, session_id, id)
);

-- The secret behind the links to payment pages. The newest signs; one that was retired still verifies for a day.
create table page_keys (
  id         integer primary key generated always as identity,
  sealed     bytea   not null,
  retired_ms bigint
);

create unique index page_keys_current on page_keys ((true)) where retired_ms is null;

create table payment_methods (
  account_id      bigint  not null,
  live            boolean not null,
  id              bigint  not null,
  type            text    not null,
  billing_details jsonb   not null,
  card            jsonb   not null,
  primary key (account_id, live, id)
);

-- Each state has exactly the facts that are true in it, here as in the code.
create table payment_intents (
  account_id          bigint  not null,
  live                boolean not null,
  id                  bigint  not null,
  amount              bigint  not null check (amount between 1 and 999999999999),
  currency            text    not null check (currency ~ '^[A-Z]{3}$'),
  capture_method      text    not null check (capture_method in ('automatic', 'manual')),
  status              text    not null,
  payment_method_id   bigint,
  last_error          jsonb,
  amount_capturable   bigint  not null,
  amount_received     bigint  not null,
  cancellation_reason text,
  canceled_ms         bigint,
  latest_charge       bigint,
  description         text,
  metadata            jsonb   not null,
  merchant_order_id   text,
  merchant_user_id    text,
  receipt_email       text,
  session_id          bigint,
  client_secret       bytea   not null,
  primary key (account_id, live, id),
  constraint payment_intents_status check (status in (
    'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'requires_capture',
    'succeeded', 'canceled')),
  constraint payment_intents_received check (
    case when status = 'succeeded' then amount_received between 1 and amount else amount_received = 0 end),
  constraint payment_intents_capturable check (
    case when status = 'requires_capture' then amount_capturable between 1 and amount else amount_capturable = 0 end),
  constraint payment_intents_canceled check ((status = 'canceled') = (canceled_ms is not null)),
  constraint payment_intents_method check (
    (status in ('requires_payment_method', 'canceled')) = (payment_method_id is null))
);

-- One row per call to the outside. outcome stays null as long as nobody knows how it ended.
create table attempts (
  account_id  bigint  not null,
  live        boolean not null,
  id          bigint  not null,
  intent_id   bigint  not null,
  operation   text    not null check (operation in ('authenticate', 'authorize', 'capture', 'cancel')),
  reference   text    not null,
  original    text,
  connector   text    not null,
  amount      bigint  not null check (amount > 0),
  currency    text    not null,
  deadline_ms bigint  not null,
  outcome     text    check (outcome in ('approved', 'declined', 'canceled')),
  last_answer jsonb,
  primary key (account_id, live, id),
  constraint attempts_reference unique (account_id, live, connector, reference),
  constraint attempts_live_never_in_the_sandbox check (not (live and connector = 'sandbox'))
);

create unique index attempts_open_authorization on attempts (account_id, live, intent_id)
  where outcome is null and operation in ('authenticate', 'authorize');
create unique index attempts_open_capture on attempts (account_id, live, intent_id)
  where outcome is null and operation = 'capture';
create unique index attempts_open_cancel on attempts (account_id, live, original)
  where outcome is null and operation = 'cancel';

-- An intent is paid once: of all its charges at most one took money.
create table charges (
  account_id        bigint  not null,
  live              boolean not null,
  id                bigint  not null,
  intent_id         bigint  not null,
  attempt_id        bigint  not null,
  amount            bigint  not null check (amount > 0),
  currency          text    not null,
  captured          bigint  not null check (captured between 0 and amount),
  failure_code      text,
  decline_code      text,
  failure_message   text,
  risk              text    not null,
  payment_method_id bigint  not null,
  card              jsonb   not null,
  billing_details   jsonb   not null,
  primary key (account_id, live, id),
  constraint charges_attempt unique (account_id, live, attempt_id),
  constraint charges_failed_take_nothing check (failure_code is null or captured = 0)
);

create index charges_of_intent on charges (account_id, live, intent_id, id);
create unique index charges_paid_once on charges (account_id, live, intent_id) where failure_code is null;

-- A payment method made ready for later. Each state has exactly the facts that are true in it, here as in the code.
create table setup_intents (
  account_id          bigint  not null,
  live                boolean not null,
  id                  bigint  not null,
  status              text    not null,
  usage               text    not null check (usage in ('on_session', 'off_session')),
  customer_id         bigint,
  description         text,
  metadata            jsonb   not null,
  payment_method_id   bigint,
  three_d_secure      text    not null check (three_d_secure in ('auto', 'any')),
  return_url          text,
  session_id          bigint,
  currency            text    check (currency ~ '^[A-Z]{3}$'),
  client_secret       bytea   not null,
  next_action         jsonb,
  last_error          jsonb,
  cancellation_reason text,
  canceled_ms         bigint,
  latest_attempt      bigint,
  primary key (account_id, live, id),
  constraint setup_intents_status check (status in (
    'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'succeeded', 'canceled')),
  constraint setup_intents_canceled check ((status = 'canceled') = (canceled_ms is not null)),
  constraint setup_intents_action check ((status = 'requires_action') = (next_action is not null)),
  constraint setup_intents_error check (last_error is null or status = 'requires_payment_method'),
  constraint setup_intents_method check (
    (status in ('requires_payment_method', 'canceled')) = (payment_method_id is null))
);

create index setup_intents_by_customer on setup_intents (account_id, live, customer_id, id)
  where customer_id is not null;
create index setup_intents_by_method on setup_intents (account_id, live, payment_method_id, id)
  where payment_method_id is not null;

-- A card is verified with an authorisation of nothing; whatever is paid is still more than that.
alter table attempts
  drop constraint attempts_amount_check,
  add constraint attempts_amount check (case when whose = 'setup' then amount = 0 else amount > 0 end);

-- What a method was made ready for, and so what its bank knows of it.
alter table payment_methods add column set_up text check (set_up in ('on_session', 'off_session'));

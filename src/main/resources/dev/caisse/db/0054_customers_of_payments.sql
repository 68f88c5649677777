-- Who pays, where the merchant knows.
alter table payment_intents add column customer_id bigint;
create index payment_intents_of_customer on payment_intents (account_id, live, customer_id, id)
  where customer_id is not null;

alter table charges add column customer_id bigint;
create index charges_of_customer on charges (account_id, live, customer_id, id) where customer_id is not null;

-- always: a session that is completed without a customer makes one.
alter table checkout_sessions
  add column customer_id       bigint,
  add column customer_creation text check (customer_creation in ('always', 'if_required'));
create index checkout_sessions_of_customer on checkout_sessions (account_id, live, customer_id, id)
  where customer_id is not null;

-- A session in setup mode has a setup intent instead of a payment intent, costs nothing, and may have no currency.
alter table checkout_sessions
  add column setup_intent_id bigint,
  alter column currency drop not null,
  drop constraint checkout_sessions_mode_check,
  drop constraint checkout_sessions_intent,
  drop constraint checkout_sessions_busy,
  add constraint checkout_sessions_mode check (
    mode in ('payment', 'setup') and (mode = 'setup') = (setup_intent_id is not null) and
    (mode = 'setup' or currency is not null) and (mode = 'payment' or amount_total = 0)),
  add constraint checkout_sessions_intent check (
    (amount_total > 0) = (payment_intent_id is not null) and
    (payment_intent_id is null and setup_intent_id is null) = (client_secret is null)),
  add constraint checkout_sessions_busy check (
    not busy or (status = 'open' and (payment_intent_id is not null or setup_intent_id is not null)));

create unique index checkout_sessions_by_setup_intent on checkout_sessions (account_id, live, setup_intent_id)
  where setup_intent_id is not null;

-- What recovery needs to know of an attempt: on what it acts and why, with which method, and when to look next. look_ms is
-- also the lease: whoever claims an attempt sets it ahead.
alter table attempts
  add column purpose           text,
  add column reason            text,
  add column action            jsonb,
  add column original_id       bigint,
  add column acquirer_reference text,
  add column method_id         bigint,
  add column rehearsal         text,
  add column look_ms           bigint,
  drop constraint attempts_operation_check,
  add constraint attempts_operation_check
    check (operation in ('authenticate', 'authorize', 'capture', 'cancel', 'refund')),
  add constraint attempts_purpose_check
    check (purpose in ('request', 'retry', 'expire', 'return') and
           (operation in ('cancel', 'refund')) = (purpose is not null));

update attempts set look_ms = deadline_ms;
alter table attempts alter column look_ms set not null;
alter table attempts drop column original;
create unique index attempts_open_cancel on attempts (account_id, live, original_id)
  where outcome is null and operation = 'cancel';
create index attempts_to_look_at on attempts (look_ms) where outcome is null;
create index attempts_of_intent on attempts (account_id, live, intent_id, id);

-- What the payer has to do next, while the intent waits for it.
alter table payment_intents
  add column next_action jsonb,
  add column return_url text,
  add column three_d_secure text not null default 'auto' check (three_d_secure in ('auto', 'any')),
  add constraint payment_intents_action check ((status = 'requires_action') = (next_action is not null));

-- A second success, which should not have been and goes back by itself, is the one exception to being paid once.
alter table charges
  add column surplus  boolean not null default false,
  add column refunded bigint  not null default 0 check (refunded between 0 and captured),
  add column expired  boolean not null default false;
drop index charges_paid_once;
create unique index charges_paid_once on charges (account_id, live, intent_id)
  where failure_code is null and not surplus;

-- An answer may be under way at a connector: then the row names the attempt that will complete it.
alter table idempotency_keys
  add column attempt_id bigint,
  add column request_id text,
  alter column status drop not null,
  alter column body drop not null,
  add constraint idempotency_keys_running check ((status is null) = (body is null) and
                                                 (status is not null or attempt_id is not null));
create index idempotency_keys_of_attempt on idempotency_keys (account_id, live, attempt_id)
  where status is null;

-- News that a connector sent by itself, each kept once.
create table notices (
  account_id  bigint  not null,
  live        boolean not null,
  connector   text    not null,
  id          text    not null,
  reference   text    not null,
  received_ms bigint  not null,
  primary key (account_id, live, connector, id)
);

-- A busy session is looked at too when its time is over: what keeps it busy is then cancelled.
drop index checkout_sessions_due;
create index checkout_sessions_due on checkout_sessions (expires_ms, id) where status = 'open';

alter table checkout_sessions
  add column three_d_secure text check (three_d_secure in ('auto', 'any')),
  add column capture_method text not null default 'automatic' check (capture_method in ('automatic', 'manual'));

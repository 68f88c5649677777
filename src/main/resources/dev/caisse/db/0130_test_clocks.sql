-- Throw-away accounts, whose numbers are below zero, and the clock by which each lives. What is due by such a clock has
-- indexes of its own: whatever ordinary accounts do writes none of them, and their workers pass these rows over.
create table test_clocks (
  account_id       bigint  not null references accounts check (account_id < 0),
  live             boolean not null check (not live),
  id               bigint  not null,
  name             text,
  status           text    not null check (status in ('ready', 'advancing', 'internal_failure', 'deleted')),
  frozen_ms        bigint  not null,
  -- Where it is going while it advances.
  target_ms        bigint,
  -- The step that stands in frozen_ms, in test_clock_steps; 0 for the first.
  step_id          bigint  not null default 0,
  -- While it advances, by real time: since when it shows what it shows, and until when a node is at work on it.
  moved_ms         bigint,
  lease_ms         bigint,
  made_by          bigint  not null,
  deletes_after_ms bigint  not null,
  primary key (account_id, live),
  constraint test_clocks_target check ((status = 'advancing') = (target_ms is not null)),
  constraint test_clocks_lease check ((status = 'advancing') = (lease_ms is not null and moved_ms is not null)),
  constraint test_clocks_forward check (target_ms >= frozen_ms)
);

create index test_clocks_made_by on test_clocks (made_by, deletes_after_ms);
create index test_clocks_advancing on test_clocks (lease_ms) where status = 'advancing';

-- What such a clock was set to, each with the first id made after it: ids keep real time, and this is how `created`
-- shows the clock's.
create table test_clock_steps (
  account_id bigint  not null check (account_id < 0),
  live       boolean not null check (not live),
  since_id   bigint  not null,
  shown_ms   bigint  not null,
  primary key (account_id, live, since_id)
);

create trigger test_clock_steps_append_only before update or delete or truncate on test_clock_steps
  for each statement execute function refuse_change();

-- A throw-away account has keys of test mode, and no others.
alter table api_keys add constraint api_keys_throw_away check (account_id > 0 or not live);

create index checkout_sessions_by_clock on checkout_sessions (account_id, live, expires_ms)
  where account_id < 0 and status = 'open';
create index payment_intents_by_clock on payment_intents (account_id, live, cancel_ms)
  where account_id < 0 and cancel_ms is not null;
create index balance_snapshots_by_clock on balance_snapshots (account_id, live, due_day)
  where account_id < 0 and purse = 'pending' and incoming <> settled;

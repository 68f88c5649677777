-- What payers say against payments, at their banks. What a connector calls one is one, however often it is told.
create table disputes (
  account_id    bigint  not null,
  live          boolean not null,
  id            bigint  not null,
  charge_id     bigint  not null,
  intent_id     bigint  not null,
  connector     text    not null,
  reference     text    not null,
  amount        bigint  not null check (amount between 1 and 999999999999),
  currency      text    not null check (currency ~ '^[A-Z]{3}$'),
  reason        text    not null,
  status        text    not null check (status in (
    'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review', 'won', 'lost')),
  version       integer not null check (version >= 0),
  due_ms        bigint  not null,
  answer_id     bigint,
  evidence      jsonb   not null,
  submissions   integer not null check (submissions >= 0),
  late          boolean not null,
  metadata      jsonb   not null,
  -- Where the ledger has what went and what came back.
  withdrawn_id  bigint,
  reinstated_id bigint,
  -- When to ask the bank how it stands; the lease of whoever asks, too.
  look_ms       bigint,
  primary key (account_id, live, id),
  constraint disputes_reference unique (account_id, live, connector, reference),
  constraint disputes_live_never_in_the_sandbox check (not (live and connector = 'sandbox')),
  constraint disputes_withdrawn check (
    case when status in ('needs_response', 'under_review', 'lost', 'won') then withdrawn_id is not null
         else withdrawn_id is null end),
  constraint disputes_reinstated check ((status = 'won') = (reinstated_id is not null)),
  constraint disputes_look check (status not in ('won', 'lost', 'warning_closed') or look_ms is null)
);

create index disputes_of_charge on disputes (account_id, live, charge_id, id);
create index disputes_of_intent on disputes (account_id, live, intent_id, id);
create unique index disputes_of_answer on disputes (account_id, live, answer_id) where answer_id is not null;
create index disputes_to_look_at on disputes (look_ms) where look_ms is not null;

-- What the payer's bank has of a charge because of a dispute: never what went back already, and the other way round.
alter table charges
  add column disputed boolean not null default false,
  add column withheld bigint  not null default 0 check (withheld >= 0),
  add constraint charges_dispute_what_was_left check (refunded + withheld <= captured),
  add constraint charges_withheld_is_disputed check (withheld = 0 or disputed);

-- A merchant's answer to a dispute is an attempt; of one payment at most one is under way.
alter table attempts
  drop constraint attempts_operation_check,
  add constraint attempts_operation_check
    check (operation in ('authenticate', 'authorize', 'capture', 'cancel', 'refund', 'contest', 'concede')),
  drop constraint attempts_whose_check,
  add constraint attempts_whose_check check (whose in ('payment', 'setup', 'refund', 'dispute'));
create unique index attempts_open_answer on attempts (account_id, live, original_id)
  where outcome is null and operation in ('contest', 'concede');

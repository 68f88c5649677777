-- Double entry: a transfer moves one amount from one purse of a merchant's to another, so that every row is balanced by
-- itself. tide says between which two cuts it was written: once a transaction has read it, no cut is made above it before
-- that transaction has ended (decision 0060).
create sequence ledger_tide;
select nextval('ledger_tide');

-- The transaction's number first: whoever turns the tide waits for those that had a number before.
create function ledger_tide() returns bigint language plpgsql volatile as $$
declare
  now_at bigint;
begin
  perform pg_current_xact_id();
  select last_value into now_at from ledger_tide;
  return now_at;
end
$$;

create table transfers (
  account_id bigint  not null,
  live       boolean not null,
  id         bigint  not null,
  kind       text    not null check (kind in (
    'charge', 'fee', 'return', 'refund', 'refund_failure', 'dispute', 'dispute_reversal', 'settlement')),
  source_id  bigint  not null,
  debit      text    not null check (
    debit in ('payer_clearing', 'pending', 'available', 'fees', 'disputes', 'payouts')),
  credit     text    not null check (
    credit in ('payer_clearing', 'pending', 'available', 'fees', 'disputes', 'payouts')),
  amount     bigint  not null check (amount > 0),
  currency   text    not null check (currency ~ '^[A-Z]{3}$'),
  due_day    integer not null,
  tide       bigint  not null default ledger_tide(),
  primary key (account_id, live, id),
  constraint transfers_once unique (account_id, live, source_id, kind),
  constraint transfers_move check (debit <> credit)
);

create index transfers_of_currency on transfers (account_id, live, currency, id);
create index transfers_of_tide on transfers (tide);
create index transfers_of_rare_kinds on transfers (account_id, live, kind, id) where kind not in ('charge', 'fee');

-- What is posted stays posted: mistakes are corrected by further transfers.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: nothing in it is changed or deleted', tg_table_name;
end
$$;

create trigger transfers_append_only before update or delete or truncate on transfers
  for each statement execute function refuse_change();
revoke update, delete, truncate on transfers from current_user, public;

-- What all transfers up to the cut come to, by purse; pending by the day on which it becomes available. incoming is pending
-- without what was settled, settled what was posted of it already, settlements how often.
create table balance_snapshots (
  account_id  bigint  not null,
  live        boolean not null,
  currency    text    not null,
  purse       text    not null,
  due_day     integer not null,
  amount      bigint  not null,
  incoming    bigint  not null,
  settled     bigint  not null default 0,
  settlements integer not null default 0,
  primary key (account_id, live, currency, purse, due_day)
);

create index balance_snapshots_unsettled on balance_snapshots (due_day)
  where purse = 'pending' and incoming <> settled;

create table ledger_cut (
  one  boolean primary key default true check (one),
  tide bigint  not null
);
insert into ledger_cut (tide) values (0);

-- Where a charge's money was posted.
alter table charges add column balance_transaction bigint;

-- What was paid before there was a ledger: posted under the ids of charge and attempt, which no other transfer has.
insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)
select account_id, live, id, 'charge', id, 'payer_clearing', 'pending', captured, currency,
       ((id >> 22) + 1288834974657) / 86400000 + 2
  from charges where captured > 0;
insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)
select account_id, live, attempt_id, 'return', id, 'pending', 'payer_clearing', refunded, currency,
       ((id >> 22) + 1288834974657) / 86400000 + 2
  from charges where refunded > 0;
update charges set balance_transaction = id where captured > 0;

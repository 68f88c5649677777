-- How much of a charge is on its way back is reserved, so that however many refunds race, no more goes back than came.
alter table charges
  add column refunding   bigint  not null default 0 check (refunding >= 0),
  add column has_refunds boolean not null default false,
  add constraint charges_refund_what_was_taken check (refunded + refunding <= captured);

create table refunds (
  account_id     bigint  not null,
  live           boolean not null,
  id             bigint  not null,
  intent_id      bigint  not null,
  charge_id      bigint  not null,
  amount         bigint  not null check (amount between 1 and 999999999999),
  currency       text    not null check (currency ~ '^[A-Z]{3}$'),
  reason         text    check (reason in (
    'duplicate', 'fraudulent', 'requested_by_customer', 'resolved_dispute', 'expired_uncaptured_charge')),
  description    text,
  metadata       jsonb   not null,
  status         text    not null check (status in ('pending', 'succeeded', 'failed', 'canceled')),
  failure_reason text    check (failure_reason in ('lost_or_stolen_card', 'expired_or_canceled_card', 'unknown')),
  -- The transfer under which its money went out; it stays when the money came back.
  balance_transaction bigint,
  primary key (account_id, live, id),
  constraint refunds_failure check ((status = 'failed') = (failure_reason is not null))
);

create index refunds_of_charge on refunds (account_id, live, charge_id, id);
create index refunds_of_intent on refunds (account_id, live, intent_id, id);

-- Methods of other types than cards: what may be shown of them stands in details. What only a provider may see is sealed
-- in the vault.
alter table payment_methods
  alter column card drop not null,
  add column details jsonb,
  add constraint payment_methods_of_their_type check ((type = 'card') = (card is not null));

-- A delayed payment has a charge while its money is on the way.
alter table charges
  alter column card drop not null,
  add column method_type text not null default 'card',
  add column method_details jsonb,
  add column pending boolean not null default false,
  add constraint charges_of_their_type check ((method_type = 'card') = (card is not null)),
  add constraint charges_pending_take_nothing check (not pending or (captured = 0 and failure_code is null));

-- Why an attempt is cancelled or refunded: also because its payer gave up or let the time pass, and because more came
-- than was asked for.
alter table attempts
  drop constraint attempts_purpose_check,
  add constraint attempts_purpose_check
    check (purpose in ('request', 'retry', 'expire', 'return', 'abandon', 'excess') and
           (operation in ('cancel', 'refund')) = (purpose is not null));

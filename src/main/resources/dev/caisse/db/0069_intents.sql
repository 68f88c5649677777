-- What few merchants say of a payment; and until when its money is held, which a worker looks for.
alter table payment_intents
  add column particulars jsonb,
  add column cancel_ms   bigint;

-- Seven days after the charge, whose id is a time.
update payment_intents set cancel_ms = (latest_charge >> 22) + 1288834974657 + 604800000
 where status = 'requires_capture';

alter table payment_intents
  add constraint payment_intents_held check ((status = 'requires_capture') = (cancel_ms is not null));
-- Not by status, which every payment changes: an index that names it would make each change write all indexes.
create index payment_intents_held_until on payment_intents (cancel_ms, id) where capture_method = 'manual';

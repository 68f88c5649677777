-- Whose an attempt is, and so who records its answer. intent_id is the payment intent's or the setup intent's; a refund's
-- attempt names its refund too.
alter table attempts
  add column whose     text not null default 'payment' check (whose in ('payment', 'setup', 'refund')),
  add column refund_id bigint,
  add constraint attempts_refund check ((whose = 'refund') = (refund_id is not null));

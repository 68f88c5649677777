-- Merchants whose account begins with a minus live by clocks of their own: what is due by those is looked for one by one.
create index disputes_by_clock on sandbox.disputes (account, next_ms)
  where account like '-%' and next_ms is not null;
create index disputes_to_tell_by_clock on sandbox.disputes (account, tell_ms)
  where account like '-%' and tell_ms is not null;
create index odd_refunds_by_clock on sandbox.odd_refunds (account, turns_ms)
  where account like '-%' and turns_ms is not null;
create index odd_refunds_to_tell_by_clock on sandbox.odd_refunds (account, tell_ms)
  where account like '-%' and tell_ms is not null;

-- recipe is kept of sessions that may be recovered once they are expired: the parameters of another like it.
-- recovered_from is the session that such another was made of.
alter table checkout_sessions
  add column recipe         jsonb,
  add column recovered_from bigint;

create index checkout_sessions_recovered_from on checkout_sessions (account_id, live, recovered_from, id)
  where recovered_from is not null;

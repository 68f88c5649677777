-- What else a session's page asks of its payer, and what they answered. A session with nothing to ask has neither.
alter table checkout_sessions
  add column asks      jsonb,
  add column collected jsonb;

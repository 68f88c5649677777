-- An answer that somebody else completes is written in the dialect of the request that waits for it.
alter table idempotency_keys add column dialect text;

-- What happened, written in the transaction that made it happen. Partitioned by ranges of the id, which is a time; the
-- default partition is a net that ordinarily stays empty.
create table events (
  account_id      bigint   not null,
  live            boolean  not null,
  id              bigint   not null,
  type            text     not null,
  shape           smallint not null,
  object          json     not null,
  request_id      text,
  idempotency_key text,
  fanned_out      boolean  check (fanned_out),
  primary key (account_id, live, id)
) partition by range (id);

create table events_default partition of events default;

create index events_waiting on events (id) where fanned_out is null;

-- Answers given under an idempotency key. Never partitioned by time: a unique key does not reach across partitions.
create table idempotency_keys (
  account_id  bigint   not null,
  live        boolean  not null,
  key         text     not null check (length(key) between 1 and 255),
  fingerprint bytea    not null,
  status      smallint not null,
  body        bytea    not null,
  created_ms  bigint   not null,
  primary key (account_id, live, key)
);

create index idempotency_keys_created on idempotency_keys (created_ms);

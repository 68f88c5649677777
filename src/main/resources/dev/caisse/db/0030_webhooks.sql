-- Where merchants want to hear of events. A tenant has so many slots, and each endpoint takes one.
create table webhook_endpoints (
  account_id          bigint   not null,
  live                boolean  not null,
  id                  bigint   not null,
  slot                smallint not null check (slot between 1 and 16),
  url                 text     not null,
  enabled_events      text[]   not null check (cardinality(enabled_events) > 0),
  -- The same for LIKE, so that PostgreSQL can tell who wants an event.
  patterns            text[]   not null check (cardinality(patterns) = cardinality(enabled_events)),
  description         text,
  metadata            jsonb    not null,
  api_version         text,
  status              text     not null default 'enabled' check (status in ('enabled', 'disabled')),
  secret              bytea    not null,
  old_secret          bytea,
  old_secret_until_ms bigint,
  -- Since when every delivery has failed; empty when the last one succeeded.
  failing_since_ms    bigint,
  told_failing        boolean  not null default false,
  primary key (account_id, live, id),
  constraint webhook_endpoints_slot unique (account_id, live, slot),
  check ((old_secret is null) = (old_secret_until_ms is null)),
  check (failing_since_ms is not null or not told_failing)
);

-- What is still to be delivered: at most once for an event and an endpoint. due_ms is also the lease: whoever takes a
-- delivery sets it ahead. asked counts for how many ends it was asked for. Small, and not partitioned: nothing in it may
-- be lost with a partition.
create table deliveries_due (
  account_id  bigint   not null,
  live        boolean  not null,
  endpoint_id bigint   not null,
  event_id    bigint   not null,
  asked       integer  not null default 1,
  tries       smallint not null default 0,
  due_ms      bigint   not null,
  first_ms    bigint   not null,
  tried_ms    bigint,
  status      smallint,
  took_ms     integer,
  answer      text,
  error       text,
  primary key (account_id, live, endpoint_id, event_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

create index deliveries_due_next on deliveries_due (endpoint_id, due_ms);

-- What became of deliveries that are over. Written once, and dropped together with its events.
create table deliveries_ended (
  account_id  bigint   not null,
  live        boolean  not null,
  endpoint_id bigint   not null,
  event_id    bigint   not null,
  state       text     not null check (state in ('succeeded', 'failed', 'canceled')),
  tries       smallint not null,
  first_ms    bigint   not null,
  tried_ms    bigint,
  status      smallint,
  took_ms     integer,
  answer      text,
  error       text,
  primary key (account_id, live, endpoint_id, event_id)
) partition by range (event_id);

create table deliveries_ended_default partition of deliveries_ended default;

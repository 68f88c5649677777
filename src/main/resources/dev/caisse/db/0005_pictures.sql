-- Small copies of the products' pictures, so that the page asks nobody but us.
create table pictures (
  account_id   bigint   not null,
  live         boolean  not null,
  source_hash  bytea    not null,
  source_url   text     not null,
  state        text     not null default 'wanted' check (state in ('wanted', 'ready', 'failed')),
  content_type text,
  bytes        bytea,
  width        int,
  height       int,
  tries        smallint not null default 0,
  tried_ms     bigint   not null default 0,
  primary key (account_id, live, source_hash),
  check (state <> 'ready' or (content_type, bytes, width, height) is not null)
);

-- What the worker still has to do; empty most of the time.
create index pictures_due on pictures (tried_ms) where state <> 'ready' and tries < 3;

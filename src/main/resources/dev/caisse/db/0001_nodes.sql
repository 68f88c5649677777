-- Node numbers for ids, one row each; a node leases one. highest_ms is a millisecond up to which ids of this node may
-- have been made: the next holder starts after it.
create table nodes (
  node       smallint    primary key check (node between 0 and 1023),
  holder     text,
  until      timestamptz not null default '-infinity',
  highest_ms bigint      not null default 0
);

insert into nodes (node) select generate_series(0, 1023);

-- The keyset changes while nodes run: its version says which one a node has, and each node says that it is there.
alter table vault_keysets add column version bigint not null default 1;

create table vault_nodes (
    node    text primary key,
    version bigint not null,
    seen    timestamptz not null default now()
);

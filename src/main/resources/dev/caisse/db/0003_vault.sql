-- The keys that seal card numbers and secrets, wrapped by a key that is not in the database. One row.
create table vault_keysets (
    only_one boolean primary key default true check (only_one),
    wrapped bytea not null,
    -- Where the wrapping key was when this row was made, for whoever looks for it later; never the key.
    key_was_in text not null
);

-- Card numbers, sealed for their tenant and token.
create table vault_cards (
    account_id bigint not null,
    live boolean not null,
    token bigint not null,
    sealed bytea not null,
    fingerprint text not null,
    primary key (account_id, live, token)
);

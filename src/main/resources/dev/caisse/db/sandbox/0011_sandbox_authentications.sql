-- The sandbox's 3-D Secure: one row for every authentication that arrived.
create table sandbox.authentications (
    reference text primary key check (length(reference) between 1 and 255),
    -- What the payer's browser is sent to; never the reference, which others may know.
    token text not null unique,
    -- A hash of the card number keyed by the token: enough to tell whether an authorisation names the same card.
    card text not null,
    brand text not null,
    last4 text not null check (last4 ~ '^[0-9]{4}$'),
    amount bigint not null check (amount >= 0),
    currency text not null,
    outcome text not null check (outcome in ('challenged', 'authenticated', 'failed', 'unavailable')),
    message text,
    eci text not null,
    cavv text not null,
    ds_trans_id text not null unique,
    return_url text not null,
    until_ms bigint not null,
    -- The authorisation that the proof went with; it is good for one.
    used_by text unique,
    account text,
    mode text check (mode in ('test', 'live')),
    at_ms bigint not null,
    constraint authentications_use_proofs check (used_by is null or outcome = 'authenticated')
);

-- What the sandbox signs its notices with: one row, shared by all nodes.
create table sandbox.notice_key (
    one boolean primary key default true check (one),
    key bytea not null
);

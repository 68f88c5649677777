-- Payments that payers make elsewhere than by card, at test mode's bank: on its page, with a code, from instructions, or by
-- a debit. One row each; what was answered stands in the book.
create table sandbox.orders (
    reference text primary key check (length(reference) between 1 and 255),
    -- What its page is found by; never the reference, which others may know.
    token text not null unique,
    type text not null,
    flow text not null check (flow in ('page', 'code', 'voucher', 'debit', 'phone')),
    amount bigint not null check (amount > 0),
    currency text not null,
    return_url text not null,
    until_ms bigint not null,
    -- What it turns into by itself, and when; both empty while its payer decides, and when it has turned.
    verdict text check (verdict in ('approved', 'declined')),
    turns_ms bigint,
    -- How often its answer has changed, and when to tell the newest; also the lease of whoever tells.
    version integer not null default 0 check (version >= 0),
    told integer not null default 0,
    tell_ms bigint,
    tries integer not null default 0,
    account text,
    mode text check (mode in ('test', 'live')),
    at_ms bigint not null,
    constraint orders_turn_into_something check ((verdict is null) = (turns_ms is null)),
    constraint orders_told check (told <= version)
);

create index orders_next on sandbox.orders (turns_ms) where turns_ms is not null;
create index orders_to_tell on sandbox.orders (tell_ms) where tell_ms is not null;

-- An answer may be that the payer has something to do.
alter table sandbox.book
    add column action jsonb,
    add column until_ms bigint,
    drop constraint book_outcome_check,
    add constraint book_outcome_check check (outcome in ('approved', 'declined', 'canceled', 'pending', 'waiting')),
    add constraint book_waits_for_something check ((outcome = 'waiting') <= (action is not null and until_ms is not null));

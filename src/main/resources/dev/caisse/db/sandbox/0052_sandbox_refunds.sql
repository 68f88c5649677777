-- Refunds of test mode's bank that end otherwise than they began: a row for each until it has turned and its merchant was
-- told.
create table sandbox.odd_refunds (
    reference text primary key,
    original text not null,
    kind text not null check (kind in ('pending_then_succeeded', 'succeeded_then_failed')),
    -- When it turns; empty when it has.
    turns_ms bigint,
    -- When to tell of it, and also the lease of whoever tells; empty until it has turned.
    tell_ms bigint,
    tries integer not null default 0,
    account text,
    mode text check (mode in ('test', 'live')),
    constraint odd_refunds_are_told_when_turned check ((turns_ms is null) = (tell_ms is not null))
);

create index odd_refunds_next on sandbox.odd_refunds (turns_ms) where turns_ms is not null;
create index odd_refunds_to_tell on sandbox.odd_refunds (tell_ms) where tell_ms is not null;

alter table sandbox.book
    drop constraint book_outcome_check,
    add constraint book_outcome_check check (outcome in ('approved', 'declined', 'canceled', 'pending'));

-- What payers say of payments that were taken, at test mode's bank: one row for each payment that will be disputed.
create table sandbox.disputes (
    reference text primary key,
    -- The authorisation that is disputed.
    original text not null unique,
    kind text not null check (kind in ('fraudulent', 'product_not_received', 'inquiry')),
    amount bigint not null check (amount >= 0),
    currency text not null,
    -- Empty until the payer has said so.
    standing text check (standing in (
        'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review', 'won', 'lost')),
    verdict text check (verdict in ('warning_closed', 'won', 'lost')),
    next_ms bigint,
    due_ms bigint not null,
    version integer not null check (version >= 0),
    -- Which version the merchant's side has taken, and when to tell the newest; also the lease of whoever tells.
    told integer not null default 0,
    tell_ms bigint,
    tries integer not null default 0,
    account text,
    mode text check (mode in ('test', 'live')),
    constraint disputes_told check (told <= version),
    constraint disputes_version check ((standing is null) = (version = 0))
);

create index disputes_next on sandbox.disputes (next_ms) where next_ms is not null;
create index disputes_to_tell on sandbox.disputes (tell_ms) where tell_ms is not null;

-- What the payer's bank holds of a payment, or keeps; whatever the code believes, no more goes out than came in.
alter table sandbox.book
    add column disputed bigint not null default 0 check (disputed >= 0),
    drop constraint book_operation_check,
    add constraint book_operation_check
        check (operation in ('authorize', 'capture', 'cancel', 'refund', 'contest', 'concede', 'nothing')),
    drop constraint book_refunds_what_moved,
    add constraint book_refunds_what_moved check (refunded + disputed <= coalesce(moved, 0));

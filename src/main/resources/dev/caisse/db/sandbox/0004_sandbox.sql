-- Test mode's bank: a counterpart with a book of its own. Nothing outside this schema refers to it, and it to nothing.
create schema sandbox;

create table sandbox.book (
    reference text primary key check (length(reference) between 1 and 255),
    -- 'nothing' when all that ever arrived under this reference was its cancellation.
    operation text not null check (operation in ('authorize', 'capture', 'cancel', 'refund', 'nothing')),
    original text,
    outcome text not null check (outcome in ('approved', 'declined', 'canceled')),
    amount bigint not null check (amount >= 0),
    currency text not null,
    -- What has moved under this reference; null while, and when, nothing has.
    moved bigint check (moved between 0 and amount),
    refunded bigint not null default 0 check (refunded >= 0),
    acquirer_reference text unique,
    decline_code text,
    message text,
    advice text,
    risk text,
    cvc_check text,
    line1_check text,
    postal_code_check text,
    brand text,
    last4 text check (last4 ~ '^[0-9]{4}$'),
    at_ms bigint not null,
    constraint book_moves_what_was_approved check (moved is null or outcome = 'approved'),
    constraint book_refunds_what_moved check (refunded <= coalesce(moved, 0))
);

-- One capture each, however many race.
create unique index book_one_capture on sandbox.book (original) where operation = 'capture' and outcome = 'approved';

-- An address that makes sessions. recipe holds their parameters, line_items their lines. held counts the payments under
-- way that will complete a session of it, so that the last one it may have is promised once; both counters are kept
-- only while there is a limit.
create table payment_links (
  account_id       bigint  not null,
  live             boolean not null,
  id               bigint  not null,
  token            text    not null check (token ~ '^[A-Za-z0-9_-]{16}$'),
  active           boolean not null,
  currency         text    not null check (currency ~ '^[A-Z]{3}$'),
  recipe           jsonb   not null,
  redirect_url     text,
  thanks           text,
  inactive_message text,
  most_completed   integer check (most_completed > 0),
  completed        integer not null default 0,
  held             integer not null default 0,
  metadata         jsonb   not null,
  primary key (account_id, live, id),
  constraint payment_links_completion check (redirect_url is null or thanks is null),
  constraint payment_links_completed check (
    completed >= 0 and held >= 0 and completed + held <= coalesce(most_completed, 2147483647)),
  constraint payment_links_used_up check (not active or completed < coalesce(most_completed, 2147483647))
);

create unique index payment_links_token on payment_links (token);
create index payment_links_active on payment_links (account_id, live, active, id);

-- thanks is what the page says to a payer who is done, where success_url leads nowhere.
alter table checkout_sessions
  alter column success_url drop not null,
  add column payment_link_id bigint,
  add column thanks          text;

create index checkout_sessions_of_link on checkout_sessions (account_id, live, payment_link_id, id)
  where payment_link_id is not null;

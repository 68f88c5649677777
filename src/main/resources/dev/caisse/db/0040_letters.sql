-- What is to be told by e-mail, written in the transaction of what it tells of. once says what that is: nothing is told
-- twice.
create table letters (
  account_id  bigint   not null,
  live        boolean  not null,
  id          bigint   not null,
  once        text     not null,
  kind        text     not null check (kind in ('receipt', 'endpoint_failing')),
  recipient   text     not null,
  locale      text     not null,
  facts       jsonb    not null,
  status      text     not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  tries       smallint not null default 0,
  due_ms      bigint   not null,
  ended_ms    bigint,
  last_answer text,
  primary key (account_id, live, id),
  constraint letters_once unique (account_id, live, once),
  constraint letters_ended check ((status = 'waiting') = (ended_ms is null))
);

create index letters_due on letters (due_ms) where status = 'waiting';
create index letters_by_age on letters (id);

-- In which language the payer saw the page when they pressed the button.
alter table checkout_sessions add column payer_language text;

create table products (
  account_id    bigint  not null,
  live          boolean not null,
  id            bigint  not null,
  active        boolean not null,
  name          text    not null check (length(name) between 1 and 250),
  description   text,
  images        text[]  not null,
  metadata      jsonb   not null,
  url           text,
  default_price bigint,
  updated_ms    bigint  not null,
  primary key (account_id, live, id)
);

-- A price is never deleted and its amount never changes. The reference to its product stays: products can be deleted,
-- and this is what keeps one with a price from vanishing, also against a racing price.
create table prices (
  account_id     bigint  not null,
  live           boolean not null,
  id             bigint  not null,
  product_id     bigint  not null,
  active         boolean not null,
  currency       text    not null check (currency ~ '^[A-Z]{3}$'),
  unit_amount    bigint  not null check (unit_amount between 0 and 999999999999),
  nickname       text,
  lookup_key     text,
  metadata       jsonb   not null,
  interval       text    check (interval in ('day', 'week', 'month', 'year')),
  interval_count integer check (interval_count > 0),
  primary key (account_id, live, id),
  constraint prices_product foreign key (account_id, live, product_id) references products,
  check ((interval is null) = (interval_count is null))
);

create index prices_of_product on prices (account_id, live, product_id, id);
create index prices_lookup_key on prices (account_id, live, lookup_key, id) where lookup_key is not null;

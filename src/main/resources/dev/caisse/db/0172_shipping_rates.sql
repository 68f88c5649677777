create table shipping_rates (
  account_id    bigint  not null,
  live          boolean not null,
  id            bigint  not null,
  active        boolean not null,
  display_name  text    not null check (length(display_name) between 1 and 100),
  amount        bigint  not null check (amount between 0 and 999999999999),
  currency      text    not null check (currency ~ '^[A-Z]{3}$'),
  estimate      jsonb,
  metadata      jsonb   not null,
  primary key (account_id, live, id)
);

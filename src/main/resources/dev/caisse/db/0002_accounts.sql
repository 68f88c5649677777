-- Merchants, and the keys they call with. A secret key is kept as its SHA-256 alone; a publishable one is public.
create table accounts (
  id        bigint primary key,
  name      text   not null,
  logo      bytea,
  logo_type text,
  check ((logo is null) = (logo_type is null))
);

create table api_keys (
  account_id  bigint  not null references accounts,
  live        boolean not null,
  id          bigint  not null,
  is_secret   boolean not null,
  hash        bytea   not null,
  hint        text    not null,
  publishable text,
  expires_ms  bigint,
  primary key (account_id, live, id),
  check (is_secret = (publishable is null))
);

-- A key is how a tenant is found, so this index cannot begin with one.
create unique index api_keys_hash on api_keys (hash);

create table customers (
  account_id        bigint  not null,
  live              boolean not null,
  id                bigint  not null,
  address           jsonb,
  description       text,
  email             text,
  name              text,
  phone             text,
  shipping          jsonb,
  metadata          jsonb   not null,
  default_method_id bigint,
  primary key (account_id, live, id)
);

create index customers_email on customers (account_id, live, email, id) where email is not null;
create index customers_name on customers (account_id, live, name, id) where name is not null;
create index customers_metadata on customers using gin (metadata jsonb_path_ops);

-- Whose method it is. One that was used without a customer, or taken from one, is used up.
alter table payment_methods
  add column customer_id bigint,
  add column used_up     boolean not null default false,
  add column metadata    jsonb   not null default '{}',
  add constraint payment_methods_used_up check (not used_up or customer_id is null);

create index payment_methods_of_customer on payment_methods (account_id, live, customer_id, id)
  where customer_id is not null;

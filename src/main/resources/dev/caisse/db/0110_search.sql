-- A search compares texts without regard to upper and lower case.
drop index customers_name;
create index customers_any_name on customers (account_id, live, lower(name), id) where name is not null;
create index customers_any_email on customers (account_id, live, lower(email), id) where email is not null;

create index products_any_name on products (account_id, live, lower(name), id);
create index products_metadata on products using gin (metadata jsonb_path_ops) where metadata <> '{}';
create index prices_metadata on prices using gin (metadata jsonb_path_ops) where metadata <> '{}';

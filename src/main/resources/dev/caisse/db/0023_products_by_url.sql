-- A list of products can be asked for those with one url.
create index products_url on products (account_id, live, url, id) where url is not null;

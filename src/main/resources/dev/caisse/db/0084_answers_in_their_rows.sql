-- What was answered for a payment is some two kilobytes, sealed. It stays in its row: cut into pieces, as PostgreSQL does beyond
-- two, it would be four writes more (decision 0074).
alter table idempotency_keys set (toast_tuple_target = 8160);

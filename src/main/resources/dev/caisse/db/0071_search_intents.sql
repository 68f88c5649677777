-- What a merchant's own number says, and what their metadata holds.
create index payment_intents_of_order on payment_intents (account_id, live, merchant_order_id, id)
  where merchant_order_id is not null;
create index payment_intents_metadata on payment_intents using gin (metadata jsonb_path_ops) where metadata <> '{}';

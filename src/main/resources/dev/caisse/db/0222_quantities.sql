-- Between which numbers the payer chooses how many; null where they do not. Where it may be none at all, a line that was
-- taken out stays as one of none.
alter table line_items
  add column adjustable_min integer check (adjustable_min >= 0),
  add column adjustable_max integer check (adjustable_max between 1 and 999999),
  drop constraint line_items_quantity_check,
  add constraint line_items_adjustable check ((adjustable_min is null) = (adjustable_max is null)),
  add constraint line_items_quantity check (
    quantity between coalesce(adjustable_min, 1) and coalesce(adjustable_max, 999999));

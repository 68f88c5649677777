-- A price has one amount for each piece, or tiers by how many are bought.
alter table prices
  add column tiers jsonb,
  add column tiers_mode text check (tiers_mode in ('graduated', 'volume')),
  alter column unit_amount drop not null,
  add constraint prices_rate check ((unit_amount is null) = (tiers is not null) and (tiers is null) = (tiers_mode is null));

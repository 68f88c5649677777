-- How often an intent was changed, so that a change can name what it was made from.
alter table payment_intents add column revision integer not null default 0;

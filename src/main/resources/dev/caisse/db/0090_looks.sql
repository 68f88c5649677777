-- How often an attempt was looked up. What is rehearsed goes wrong with the first look alone, so that recovery ends.
alter table attempts add column looks integer not null default 0;

-- What an authentication said of the payer: with the authorisation that it went before, so that whoever hears of the answer knows it,
-- and on the charge that shows it.
alter table attempts add column three_d_secure jsonb;
alter table charges add column three_d_secure jsonb;

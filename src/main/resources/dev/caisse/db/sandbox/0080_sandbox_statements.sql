-- What the merchant wants to stand on the payer's bank statement.
alter table sandbox.book add column statement text;

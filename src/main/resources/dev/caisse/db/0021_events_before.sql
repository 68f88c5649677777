-- Of an update: the fields that changed, as they were before. Of the same shape as object.
alter table events add column before json;

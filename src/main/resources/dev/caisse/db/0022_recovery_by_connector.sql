-- Recovery takes the attempts of one connector at a time, so that those of a dead one are not in the way.
drop index attempts_to_look_at;
create index attempts_to_look_at on attempts (connector, look_ms) where outcome is null;

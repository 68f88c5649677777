-- Notices are forgotten when no connector sends them again any more.
create index notices_received on notices (received_ms);

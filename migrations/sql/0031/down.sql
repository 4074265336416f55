DROP TABLE log_waiting, log_entries, log_tiles, logs;

-- Takes away what 0012 made.
DROP INDEX users_territory;
DROP VIEW seen_sessions;
ALTER TABLE sessions DROP COLUMN id, DROP COLUMN used_at, DROP COLUMN agent;
ALTER TABLE device_chains DROP COLUMN received, DROP COLUMN forks;
ALTER TABLE users DROP COLUMN password_hash;

-- Takes away what 0008 made. Devices and their scans stay; people and sessions of kinds that the older product does not know go.
DROP FUNCTION election_of_invitation(bytea);
DROP TABLE invitations;
DELETE FROM sessions WHERE kind = 'DEVICE';
ALTER TABLE sessions DROP COLUMN device_id;
ALTER TABLE sessions DROP CONSTRAINT sessions_kind_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_kind_known CHECK (kind IN ('COOKIE', 'BEARER'));
DROP INDEX devices_territory;
ALTER TABLE devices
  DROP COLUMN role,
  DROP COLUMN revoked_at,
  DROP COLUMN version,
  DROP COLUMN contact_at,
  DROP COLUMN queue_length,
  DROP COLUMN oldest_unsent_at,
  DROP COLUMN clock_offset_s;
DELETE FROM sessions s USING users u WHERE u.id = s.user_id
  AND u.role NOT IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER');
DELETE FROM sign_in_links l USING users u WHERE u.id = l.user_id
  AND u.role NOT IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER');
DELETE FROM users WHERE role NOT IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER');
ALTER TABLE users DROP CONSTRAINT users_role_known;
ALTER TABLE users ADD CONSTRAINT users_role_known CHECK (role IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER'));

-- Argon2id in its own text form, which holds salt and costs; null for who signs in by links or with a device only.
ALTER TABLE users ADD COLUMN password_hash text;

-- What tells one session from another in a list. The id opens nothing: only the token does, whose hash is in no list.
ALTER TABLE sessions
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN used_at timestamptz,
  ADD COLUMN agent text,
  ADD CONSTRAINT sessions_id_unique UNIQUE (id);

-- Sessions as lists may show them: of the people inside the statement's scope, whatever else it asks; and no hash.
CREATE VIEW seen_sessions WITH (security_barrier) AS
  SELECT u.election_id, s.id, u.id AS user_id, u.name, u.role, u.region_code, s.kind, s.device_id, s.agent, s.created_at, s.used_at, s.expires_at
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE u.election_id = (SELECT scope_election()) AND (SELECT scope_view()) = 'FULL'
    AND coalesce(u.region_code >= (SELECT scope_region()) AND u.region_code < (SELECT scope_region_end()), false)
    AND s.revoked_at IS NULL AND s.expires_at > now();
GRANT SELECT ON seen_sessions TO silog_app;
CREATE INDEX users_territory ON users (election_id, region_code);

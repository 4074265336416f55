-- An account that was closed signs in no more; who it was stays in the audit, and so the name stays taken.
ALTER TABLE users ADD COLUMN closed_at timestamptz;
CREATE INDEX sign_in_links_user ON sign_in_links (user_id);

-- The people inside the statement's scope, and how they sign in: phones that were enrolled are devices, and listed as such. Of times and
-- links it says what an office needs, and no hash of anything.
CREATE VIEW seen_accounts WITH (security_barrier) AS
  SELECT u.election_id, u.id, u.name COLLATE "C" AS name, u.role, u.region_code, u.closed_at,
    (SELECT max(s.created_at) FROM sessions s WHERE s.user_id = u.id AND s.kind = 'COOKIE') AS signed_in_at,
    (SELECT max(s.used_at) FROM sessions s WHERE s.user_id = u.id) AS used_at,
    (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > now())::integer AS session_count,
    (SELECT max(l.expires_at) FROM sign_in_links l WHERE l.user_id = u.id AND l.used_at IS NULL AND l.expires_at > now()) AS link_until
  FROM users u
  WHERE u.election_id = (SELECT scope_election()) AND (SELECT scope_view()) = 'FULL' AND (SELECT scope_person()) = ''
    AND coalesce(u.region_code >= (SELECT scope_region()) AND u.region_code < (SELECT scope_region_end()), false)
    AND NOT EXISTS (SELECT FROM sessions s WHERE s.user_id = u.id AND s.kind = 'DEVICE');
GRANT SELECT ON seen_accounts TO silog_app;

-- Nobody can be named as an escort whose account was closed.
CREATE OR REPLACE VIEW seen_escorts WITH (security_barrier) AS
  SELECT u.election_id, u.id, u.name COLLATE "C" AS name, u.region_code FROM users u
  WHERE u.election_id = (SELECT scope_election()) AND (SELECT scope_view()) = 'FULL' AND (SELECT scope_person()) = '' AND u.role = 'ESCORT'
    AND u.closed_at IS NULL
    AND coalesce(u.region_code >= (SELECT scope_region()) AND u.region_code < (SELECT scope_region_end())
      OR u.region_code = ANY ((SELECT scope_lineage())::text[]), false)
    AND NOT EXISTS (SELECT FROM sessions s JOIN devices d ON d.id = s.device_id WHERE s.user_id = u.id AND d.revoked_at IS NOT NULL);

-- A printed invitation can be taken back while nobody has used it. Its id names it; its code stays as unknown as it was.
ALTER TABLE invitations
  ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT invitations_id_unique UNIQUE,
  ADD COLUMN revoked_at timestamptz,
  ADD CONSTRAINT invitations_used_or_revoked CHECK (used_at IS NULL OR revoked_at IS NULL);
CREATE INDEX invitations_unused ON invitations (election_id, region_code) WHERE used_at IS NULL AND revoked_at IS NULL;

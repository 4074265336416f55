-- Users, their sessions, and the devices whose keys sign events.
CREATE TABLE users (
  id uuid PRIMARY KEY,
  election_id integer NOT NULL REFERENCES elections,
  name text NOT NULL,
  role text COLLATE "C" NOT NULL CONSTRAINT users_role_known CHECK (role IN ('COORDINATOR', 'OPERATOR', 'SUPERVISOR', 'AUDITOR', 'TRAINER')),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  CONSTRAINT users_name_unique UNIQUE (election_id, name)
);
-- Only hashes of secrets are stored; a stolen copy of these tables signs nobody in.
CREATE TABLE sign_in_links (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  kind text COLLATE "C" NOT NULL CONSTRAINT sessions_kind_known CHECK (kind IN ('COOKIE', 'BEARER')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE devices (
  election_id integer NOT NULL REFERENCES elections,
  id text COLLATE "C" NOT NULL,
  label text NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  place_code text COLLATE "C",
  algorithm text COLLATE "C" NOT NULL CONSTRAINT devices_algorithm_known CHECK (algorithm IN ('ED25519', 'P256')),
  public_key bytea NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_after_seq bigint,
  PRIMARY KEY (election_id, id),
  CONSTRAINT devices_id_unique UNIQUE (id)
);
CALL scope_table('devices', full_only => true);

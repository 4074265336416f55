-- The public half of a key that a person's own machine keeps. What is removed stays, so that a use of it afterwards is told from a stranger's.
-- rp_id is the host it was made under: a browser offers it there and nowhere else. sign_count is the highest number it has told so far.
ALTER TABLE users ADD CONSTRAINT users_of_election UNIQUE (election_id, id);
CREATE TABLE passkeys (
  election_id integer NOT NULL REFERENCES elections,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  name text NOT NULL,
  rp_id text COLLATE "C" NOT NULL,
  credential_id bytea NOT NULL CONSTRAINT passkeys_credential_short CHECK (length(credential_id) BETWEEN 1 AND 1023),
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL CONSTRAINT passkeys_count_not_negative CHECK (sign_count >= 0),
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  removed_at timestamptz,
  PRIMARY KEY (election_id, id),
  CONSTRAINT passkeys_credential_unique UNIQUE (credential_id),
  CONSTRAINT passkeys_user_known FOREIGN KEY (election_id, user_id) REFERENCES users (election_id, id)
);
CREATE INDEX passkeys_user ON passkeys (election_id, user_id);
CALL scope_table('passkeys', full_only => true);
GRANT SELECT, INSERT, UPDATE ON passkeys TO silog_app;

-- Which election a passkey signs in to: asked before anybody's scope is known, and answered to nobody who has not the credential's id.
CREATE FUNCTION election_of_passkey(credential bytea) RETURNS integer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  RETURN (SELECT p.election_id FROM passkeys p WHERE p.credential_id = credential);
REVOKE ALL ON FUNCTION election_of_passkey(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION election_of_passkey(bytea) TO silog_app;

-- Random numbers that wait for their one answer. A signature over one that is not here proves nothing.
CREATE TABLE passkey_challenges (
  challenge bytea PRIMARY KEY,
  purpose text COLLATE "C" NOT NULL CONSTRAINT passkey_challenges_purpose_known CHECK (purpose IN ('REGISTER', 'SIGN_IN')),
  user_id uuid REFERENCES users (id),
  expires_at timestamptz NOT NULL,
  CONSTRAINT passkey_challenges_user_named CHECK ((purpose = 'REGISTER') = (user_id IS NOT NULL))
);
CREATE INDEX passkey_challenges_end ON passkey_challenges (expires_at);
GRANT SELECT, INSERT, DELETE ON passkey_challenges TO silog_app;

-- The roles of the field: those who handle boxes where they are, on phones that enrol themselves by an invitation.
ALTER TABLE users DROP CONSTRAINT users_role_known;
ALTER TABLE users ADD CONSTRAINT users_role_known CHECK (role IN ('COORDINATOR', 'PLANNER', 'OPERATOR', 'SUPPLIER', 'CARRIER', 'PPK', 'PPS',
  'KPPS', 'ESCORT', 'SUPERVISOR', 'TRAINER', 'AUDITOR'));

-- What a device was enrolled for, and what it told of itself when it was last heard. Times of contact are on the election's clock, as those
-- of its scans are; enrolled_at and revoked_at are real time.
ALTER TABLE devices
  ADD COLUMN role text COLLATE "C",
  ADD COLUMN revoked_at timestamptz,
  ADD COLUMN version text,
  ADD COLUMN contact_at timestamptz,
  ADD COLUMN queue_length integer NOT NULL DEFAULT 0 CONSTRAINT devices_queue_not_negative CHECK (queue_length >= 0),
  ADD COLUMN oldest_unsent_at timestamptz,
  ADD COLUMN clock_offset_s double precision,
  ADD CONSTRAINT devices_role_known CHECK (role IN ('OPERATOR', 'SUPPLIER', 'CARRIER', 'PPK', 'PPS', 'KPPS', 'ESCORT'));
CREATE INDEX devices_territory ON devices (election_id, region_code);

-- A device's session ends with the trust in the device.
ALTER TABLE sessions DROP CONSTRAINT sessions_kind_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_kind_known CHECK (kind IN ('COOKIE', 'BEARER', 'DEVICE'));
ALTER TABLE sessions
  ADD COLUMN device_id text COLLATE "C" REFERENCES devices (id),
  ADD CONSTRAINT sessions_device_named CHECK ((kind = 'DEVICE') = (device_id IS NOT NULL));
CREATE INDEX sessions_device ON sessions (device_id) WHERE device_id IS NOT NULL;

-- Whoever holds the code enrols one device, once. Only the hash of the code is stored: a stolen copy of this table invites nobody.
CREATE TABLE invitations (
  election_id integer NOT NULL REFERENCES elections,
  code_hash bytea NOT NULL,
  role text COLLATE "C" NOT NULL
    CONSTRAINT invitations_role_known CHECK (role IN ('OPERATOR', 'SUPPLIER', 'CARRIER', 'PPK', 'PPS', 'KPPS', 'ESCORT')),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  place_code text COLLATE "C",
  label text NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  device_id text COLLATE "C",
  PRIMARY KEY (election_id, code_hash),
  CONSTRAINT invitations_code_unique UNIQUE (code_hash),
  CONSTRAINT invitations_device_known FOREIGN KEY (election_id, device_id) REFERENCES devices,
  CONSTRAINT invitations_used_whole CHECK ((used_at IS NULL) = (device_id IS NULL))
);
CALL scope_table('invitations', full_only => true);
GRANT SELECT, INSERT, UPDATE ON invitations TO silog_app;

-- Which election a code invites to: asked before anybody's scope is known, and answered to nobody who has not the code.
CREATE FUNCTION election_of_invitation(hashed bytea) RETURNS integer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  RETURN (SELECT i.election_id FROM invitations i WHERE i.code_hash = hashed);
REVOKE ALL ON FUNCTION election_of_invitation(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION election_of_invitation(bytea) TO silog_app;

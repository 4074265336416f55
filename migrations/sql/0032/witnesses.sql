-- Who cosigns the log of an election, by the key that checks it. Whoever is taken off the list stays in it, and so does what it cosigned.
CREATE TABLE log_witnesses (
  election_id integer NOT NULL REFERENCES elections,
  verifier_key text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  added_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (election_id, verifier_key)
);
CREATE UNIQUE INDEX log_witnesses_one_of_a_name ON log_witnesses (election_id, name) WHERE removed_at IS NULL;
ALTER TABLE log_witnesses ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON log_witnesses USING (election_id = (SELECT scope_election()));
GRANT SELECT, INSERT, UPDATE (added_at, removed_at) ON log_witnesses TO silog_app;

-- What each witness said of which tree, last: the checkpoint as the log signed it, and the line that the witness added.
CREATE TABLE log_cosignatures (
  election_id integer NOT NULL,
  verifier_key text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  checkpoint text NOT NULL,
  line text NOT NULL,
  cosigned_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, verifier_key, size),
  CONSTRAINT log_cosignatures_witness_known FOREIGN KEY (election_id, verifier_key) REFERENCES log_witnesses
);
CREATE INDEX log_cosignatures_by_size ON log_cosignatures (election_id, size);
CREATE TRIGGER log_cosignatures_only_newer BEFORE UPDATE ON log_cosignatures FOR EACH ROW
  WHEN (NEW.cosigned_at < OLD.cosigned_at OR NEW.checkpoint <> OLD.checkpoint) EXECUTE FUNCTION refuse_change();
ALTER TABLE log_cosignatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON log_cosignatures USING (election_id = (SELECT scope_election()));
GRANT SELECT, INSERT, UPDATE (line, cosigned_at) ON log_cosignatures TO silog_app;

-- The log: a Merkle tree of all scans of an election whose head is signed, so that no scan can be taken back or changed without it showing.
-- Its hashes are for everybody, whatever region they see: they tell nothing of what they stand for.
CREATE TABLE logs (
  election_id integer PRIMARY KEY REFERENCES elections,
  origin text COLLATE "C" NOT NULL,
  verifier_key text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  checkpoint text NOT NULL,
  signed_at timestamptz NOT NULL,
  CONSTRAINT logs_size_counted CHECK (size >= 0),
  CONSTRAINT logs_root_whole CHECK (octet_length(root) = 32)
);
CREATE TRIGGER logs_only_grow BEFORE UPDATE ON logs FOR EACH ROW WHEN (NEW.size < OLD.size OR NEW.size = OLD.size AND NEW.root <> OLD.root)
  EXECUTE FUNCTION refuse_change();
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON logs USING (election_id = (SELECT scope_election()));
GRANT SELECT, INSERT, UPDATE (size, root, checkpoint, signed_at) ON logs TO silog_app;

-- 256 hashes of one height each, the last of a level as many as there are. Hashes cannot be packed, and are read whole.
CREATE TABLE log_tiles (
  election_id integer NOT NULL REFERENCES elections,
  level integer NOT NULL,
  number bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (election_id, level, number),
  CONSTRAINT log_tiles_of_hashes CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0)
);
ALTER TABLE log_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
CREATE TRIGGER log_tiles_only_grow BEFORE UPDATE ON log_tiles FOR EACH ROW
  WHEN (substring(NEW.hashes FOR octet_length(OLD.hashes)) IS DISTINCT FROM OLD.hashes) EXECUTE FUNCTION refuse_change();
ALTER TABLE log_tiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON log_tiles USING (election_id = (SELECT scope_election()));
GRANT SELECT, INSERT, UPDATE (hashes) ON log_tiles TO silog_app;

-- Which place a scan has. Places are given in turn by one at a time, so their index grows at its end alone. That there is such a scan is not
-- looked up for each: its leaf was laid down in the transaction that stored it, and nothing takes a scan away.
CREATE TABLE log_entries (
  election_id integer NOT NULL,
  scan_id uuid NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  log_index bigint NOT NULL,
  PRIMARY KEY (election_id, scan_id),
  CONSTRAINT log_entries_one_a_place UNIQUE (election_id, log_index)
);
CREATE TRIGGER log_entries_append_only BEFORE UPDATE OR DELETE ON log_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CALL scope_table('log_entries');
GRANT SELECT, INSERT ON log_entries TO silog_app;

-- Scans that were recorded and have no place yet: one row for a transaction, with the hashes of their leaves one after another.
CREATE TABLE log_waiting (
  election_id integer NOT NULL REFERENCES elections,
  id bigint GENERATED ALWAYS AS IDENTITY,
  scan_ids uuid[] NOT NULL,
  region_codes text[] NOT NULL,
  leaves bytea NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT log_waiting_whole CHECK (cardinality(region_codes) = cardinality(scan_ids) AND octet_length(leaves) = 32 * cardinality(scan_ids))
);
ALTER TABLE log_waiting ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON log_waiting
  USING (election_id = (SELECT scope_election()) AND (SELECT scope_region()) = '' AND (SELECT scope_view()) = 'FULL');
GRANT SELECT, INSERT, DELETE ON log_waiting TO silog_app;

-- What was recorded before there was a log goes into it in the order in which it came.
INSERT INTO log_waiting (election_id, scan_ids, region_codes, leaves)
SELECT election_id, array_agg(id ORDER BY turn), array_agg(region_code ORDER BY turn), string_agg(sha256('\x00'::bytea || event), '' ORDER BY turn)
FROM (SELECT election_id, id, region_code, event, row_number() OVER (PARTITION BY election_id ORDER BY received_at, id) AS turn FROM scans) AS old
GROUP BY election_id, turn / 1000 ORDER BY election_id, min(turn);

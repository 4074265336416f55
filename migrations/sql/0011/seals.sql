-- The register of seals: which numbers were issued to which place. A number is issued once and never taken back.
CREATE TABLE seals (
  election_id integer NOT NULL REFERENCES elections,
  number text COLLATE "C" NOT NULL CONSTRAINT seals_number_form CHECK (number ~ '^[0-9A-Za-z./:_-]{1,40}$'),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  place_code text COLLATE "C" NOT NULL,
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, number),
  CONSTRAINT seals_place_known FOREIGN KEY (election_id, place_code) REFERENCES facilities
);
CREATE INDEX seals_region ON seals (election_id, region_code, number);
CALL scope_table('seals');
CREATE TRIGGER seals_append_only BEFORE UPDATE OR DELETE ON seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON seals TO silog_app;

-- What was published of it, word for word, and when: others hold the digest before boxes leave.
CREATE TABLE seal_registers (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  version integer NOT NULL CONSTRAINT seal_registers_version_positive CHECK (version > 0),
  published_at timestamptz NOT NULL,
  seal_count integer NOT NULL,
  digest text COLLATE "C" NOT NULL CONSTRAINT seal_registers_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
  content text NOT NULL,
  PRIMARY KEY (election_id, region_code, version)
);
CALL scope_table('seal_registers', with_above => true);
CREATE TRIGGER seal_registers_append_only BEFORE UPDATE OR DELETE ON seal_registers FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON seal_registers TO silog_app;

-- Which seals which scans put on which boxes: a projection of the scans that seal, so that a number finds its boxes.
CREATE TABLE sealings (
  election_id integer NOT NULL,
  number text COLLATE "C" NOT NULL,
  scan_id uuid NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  place_code text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, number, scan_id),
  CONSTRAINT sealings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans,
  CONSTRAINT sealings_box_known FOREIGN KEY (election_id, box_code) REFERENCES boxes
);
CREATE INDEX sealings_box ON sealings (election_id, box_code);
CALL scope_table('sealings');
GRANT SELECT, INSERT ON sealings TO silog_app;
INSERT INTO sealings (election_id, number, scan_id, box_code, region_code, place_code, device_id, applied_at)
SELECT s.election_id, seal, s.id, s.box_code, b.region_code, s.place_code, s.device_id, s.occurred_at
FROM scans AS s JOIN boxes AS b ON b.election_id = s.election_id AND b.code = s.box_code, unnest(s.seals) AS seal
WHERE s.type IN ('SEAL', 'RESEAL', 'RECAP_RESEAL');

-- Ballot boxes, the append-only scans of them, and the projections that a scan's transaction keeps.
CREATE TABLE boxes (
  election_id integer NOT NULL,
  code text COLLATE "C" NOT NULL,
  station_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  contest text COLLATE "C" NOT NULL CONSTRAINT boxes_contest_known CHECK (contest IN ('GOVERNOR', 'REGENT')),
  is_3t boolean NOT NULL DEFAULT false,
  issued_at timestamptz NOT NULL,
  -- From here on a projection of the scans, written by custody's record_scans and by nothing else.
  state text COLLATE "C" NOT NULL DEFAULT 'PLANNED' CONSTRAINT boxes_state_known CHECK (state IN (
    'PLANNED', 'ORDERED', 'PRODUCED', 'SHIPPED', 'RECEIVED', 'INSPECTED', 'ASSEMBLED', 'PACKED', 'SEALED', 'LOADED', 'IN_TRANSIT',
    'AT_HUB', 'AT_PPK', 'AT_PPS', 'AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED', 'RETURN_LOADED', 'RETURN_IN_TRANSIT',
    'RETURN_AT_HUB', 'RETURN_AT_PPS', 'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED', 'LEGAL_HOLD', 'DISPOSED')),
  exceptions text[] NOT NULL DEFAULT '{}',
  seals text[] NOT NULL DEFAULT '{}',
  place_code text COLLATE "C",
  last_scan_id uuid,
  last_scan_at timestamptz,
  scan_count integer NOT NULL DEFAULT 0,
  PRIMARY KEY (election_id, code),
  CONSTRAINT boxes_code_unique UNIQUE (code),
  CONSTRAINT boxes_one_per_contest UNIQUE (election_id, station_code, contest),
  CONSTRAINT boxes_station_known FOREIGN KEY (election_id, station_code) REFERENCES facilities
) WITH (fillfactor = 70);
CREATE INDEX boxes_region ON boxes (election_id, region_code, code);
-- With the region, or the policy's range of regions makes the planner believe that boxes_region finds fewer rows.
CREATE INDEX boxes_place ON boxes (election_id, place_code, region_code);
CREATE INDEX boxes_excepted ON boxes (election_id, region_code) WHERE exceptions <> '{}';
CALL scope_table('boxes');

CREATE TABLE scans (
  election_id integer NOT NULL REFERENCES elections,
  id uuid NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL CONSTRAINT scans_type_known CHECK (type IN (
    'ORDER', 'PRODUCE', 'SHIP', 'RECEIVE', 'INSPECT', 'ASSEMBLE', 'PACK', 'SEAL', 'LOAD', 'DEPART', 'ARRIVE', 'OPEN', 'VOTE', 'COUNT',
    'RESEAL', 'RECAP_OPEN', 'RECAP_RESEAL', 'STORE', 'HOLD', 'DISPOSE', 'CHECK')),
  place_code text COLLATE "C" NOT NULL,
  seals text[] NOT NULL,
  condition text COLLATE "C" NOT NULL CONSTRAINT scans_condition_known CHECK (condition IN ('GOOD', 'DAMAGED', 'WET')),
  device_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  hlc text COLLATE "C" NOT NULL,
  occurred_at timestamptz NOT NULL,
  device_clock_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  flags text[] NOT NULL DEFAULT '{}',
  event bytea NOT NULL,
  event_hash bytea NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT scans_once_per_device_seq UNIQUE (election_id, device_id, seq),
  CONSTRAINT scans_device_known FOREIGN KEY (election_id, device_id) REFERENCES devices
);
CREATE INDEX scans_box ON scans (election_id, box_code, occurred_at);
CREATE INDEX scans_when ON scans (election_id, occurred_at, id);
CALL scope_table('scans');
-- Append-only, also for the runtime role: a scan is a fact and stays as it was signed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER scans_append_only BEFORE UPDATE OR DELETE ON scans FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What is personal: sent beside the event, committed to by its hash, stored apart and erasable; never in the public view.
CREATE TABLE scan_details (
  election_id integer NOT NULL,
  scan_id uuid NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  actor text NOT NULL,
  point geometry(Point, 4326),
  accuracy_m double precision,
  photo_sha256 text COLLATE "C",
  PRIMARY KEY (election_id, scan_id),
  CONSTRAINT scan_details_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans
);
CREATE INDEX scan_details_point ON scan_details USING gist (point);
CALL scope_table('scan_details', full_only => true);

-- What the fold found irregular: replaced whenever a box's scans are folded again.
CREATE TABLE findings (
  election_id integer NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  scan_id uuid NOT NULL,
  breach text COLLATE "C" NOT NULL,
  PRIMARY KEY (election_id, box_code, scan_id, breach),
  CONSTRAINT findings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans
);
CREATE INDEX findings_scan ON findings (election_id, scan_id);
CALL scope_table('findings');

CREATE TABLE device_chains (
  election_id integer NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  head_seq bigint NOT NULL,
  head_hash bytea NOT NULL,
  last_contact_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, device_id),
  CONSTRAINT device_chains_device_known FOREIGN KEY (election_id, device_id) REFERENCES devices
);
CALL scope_table('device_chains', full_only => true);

-- What could not be taken as a scan, kept word for word for a person to resolve.
CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  reason text COLLATE "C" NOT NULL,
  message text NOT NULL,
  event text NOT NULL,
  detail text,
  signature text NOT NULL,
  key text NOT NULL,
  content_hash bytea NOT NULL,
  CONSTRAINT quarantine_once UNIQUE (election_id, content_hash)
);
CALL scope_table('quarantine', full_only => true);

-- How many boxes stand in which state, per region of every level: kept as scans arrive, never counted when read.
CREATE TABLE progress (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  state text COLLATE "C" NOT NULL,
  boxes integer NOT NULL,
  PRIMARY KEY (election_id, region_code, state)
) WITH (fillfactor = 50);
CALL scope_table('progress');

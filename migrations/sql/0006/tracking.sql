-- How each trip of a conveyance goes: a projection of its positions, kept in the transaction that stores them. Silence, lateness and a missed
-- handover come by time alone: here stand the moments from which they hold, and whoever reads compares them with the election's clock.
CREATE TABLE trip_tracks (
  election_id integer NOT NULL,
  conveyance_code text COLLATE "C" NOT NULL,
  -- The trip, as legs.planned_depart_at, from_code and to_code name it for every shipment aboard.
  departs_at timestamptz NOT NULL,
  from_code text COLLATE "C" NOT NULL,
  to_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  departed_at timestamptz NOT NULL,
  -- When a scan said that it arrived, or the conveyance left on its next trip.
  ended_at timestamptz,
  arrives_at timestamptz NOT NULL,
  state text COLLATE "C" NOT NULL CONSTRAINT trip_tracks_state_known
    CHECK (state IN ('WAITING', 'ON_COURSE', 'LATE', 'STOPPED', 'STRAYED', 'ARRIVED')),
  heard_at timestamptz NOT NULL,
  silent_at timestamptz NOT NULL,
  missing_at timestamptz NOT NULL,
  overdue_at timestamptz NOT NULL,
  -- Null where boxes stay aboard, so that nobody is to scan.
  handover_due_at timestamptz,
  strayed_since timestamptz,
  strayed_at timestamptz,
  stopped_since timestamptz,
  stopped_at timestamptz,
  late_at timestamptz,
  along_m double precision NOT NULL,
  remaining_m double precision NOT NULL,
  off_m double precision NOT NULL,
  speed_kn double precision NOT NULL,
  eta_p10 timestamptz,
  eta timestamptz,
  eta_p90 timestamptz,
  -- What the rules remember between two positions: numbers of eight bytes.
  memory bytea,
  PRIMARY KEY (election_id, conveyance_code, departs_at, from_code, to_code),
  CONSTRAINT trip_tracks_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances,
  CONSTRAINT trip_tracks_strayed_whole CHECK ((strayed_since IS NULL) = (strayed_at IS NULL)),
  CONSTRAINT trip_tracks_stopped_whole CHECK ((stopped_since IS NULL) = (stopped_at IS NULL))
) WITH (fillfactor = 50);
CREATE INDEX trip_tracks_open ON trip_tracks (election_id, conveyance_code) WHERE ended_at IS NULL;
CALL scope_table('trip_tracks', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON trip_tracks TO silog_app;

-- Where nothing is heard of a conveyance: silence there is expected.
CREATE TABLE dead_zones (
  election_id integer NOT NULL REFERENCES elections,
  code text COLLATE "C" NOT NULL,
  name text NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  area geometry(MultiPolygon, 4326) NOT NULL CONSTRAINT dead_zones_area_valid CHECK (ST_IsValid(area)),
  source text NOT NULL,
  PRIMARY KEY (election_id, code)
);
CREATE INDEX dead_zones_area ON dead_zones USING gist (area);
CALL scope_table('dead_zones', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE, DELETE ON dead_zones TO silog_app;

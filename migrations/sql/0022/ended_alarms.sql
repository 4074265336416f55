-- Alarms of trips that are over: what, since when, when its rule was met, and when it was known that it holds no more. Those that hold are read
-- off trip_tracks and the clock; here they are kept in the transaction that ends them.
CREATE TABLE ended_trip_alarms (
  election_id integer NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  conveyance_code text COLLATE "C" NOT NULL,
  departs_at timestamptz NOT NULL,
  from_code text COLLATE "C" NOT NULL,
  to_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT ended_trip_alarms_kind_known
    CHECK (kind IN ('MISSING', 'STRAYED', 'STOPPED', 'LATE', 'MISSED_HANDOVER')),
  since timestamptz NOT NULL,
  raised_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT ended_trip_alarms_once UNIQUE (election_id, conveyance_code, departs_at, from_code, to_code, kind, raised_at),
  CONSTRAINT ended_trip_alarms_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
);
CREATE INDEX ended_trip_alarms_when ON ended_trip_alarms (election_id, ended_at, id);
CALL scope_table('ended_trip_alarms', full_only => true, with_above => true);
CREATE TRIGGER ended_trip_alarms_append_only BEFORE UPDATE OR DELETE ON ended_trip_alarms FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON ended_trip_alarms TO silog_app;

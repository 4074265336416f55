-- Incidents: one for each cause in a group of boxes while nobody has resolved it.
CREATE TABLE incidents (
  election_id integer NOT NULL REFERENCES elections,
  id bigint GENERATED ALWAYS AS IDENTITY,
  kind text COLLATE "C" NOT NULL CONSTRAINT incidents_kind_known CHECK (kind IN (
    'SEALS_DIFFER', 'UNSEALED', 'SEAL_REGISTER', 'MISROUTED', 'CLONE', 'UNLAWFUL_OPENING', 'HANDOVER_OPEN', 'HANDOVER_CONTESTED',
    'DEVICE_CONFLICT', 'REPORTED')),
  group_key text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  opened_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  owner text,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  PRIMARY KEY (election_id, id),
  CONSTRAINT incidents_acknowledged_whole CHECK (num_nulls(acknowledged_at, acknowledged_by) IN (0, 2)),
  CONSTRAINT incidents_resolved_whole CHECK (num_nulls(resolved_at, resolved_by, resolution) IN (0, 3))
);
CREATE UNIQUE INDEX incidents_one_per_group ON incidents (election_id, kind, group_key, region_code) WHERE resolved_at IS NULL;
CREATE INDEX incidents_when ON incidents (election_id, last_at, id);
CALL scope_table('incidents', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON incidents TO silog_app;

-- What was found, each thing once: a fact that is found again opens nothing again.
CREATE TABLE incident_facts (
  election_id integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  incident_id bigint NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  box_code text COLLATE "C",
  at timestamptz NOT NULL,
  PRIMARY KEY (election_id, key),
  CONSTRAINT incident_facts_incident_known FOREIGN KEY (election_id, incident_id) REFERENCES incidents
);
CREATE INDEX incident_facts_incident ON incident_facts (election_id, incident_id, box_code);
CALL scope_table('incident_facts', full_only => true);
CREATE TRIGGER incident_facts_append_only BEFORE UPDATE OR DELETE ON incident_facts FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON incident_facts TO silog_app;

-- What people did about it and said, in order.
CREATE TABLE incident_notes (
  election_id integer NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  incident_id bigint NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  step text COLLATE "C" NOT NULL CONSTRAINT incident_notes_step_known CHECK (step IN ('OPENED', 'ACKNOWLEDGED', 'ASSIGNED', 'RESOLVED')),
  text text NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT incident_notes_incident_known FOREIGN KEY (election_id, incident_id) REFERENCES incidents
);
CREATE INDEX incident_notes_incident ON incident_notes (election_id, incident_id, id);
CALL scope_table('incident_notes', full_only => true, with_above => true);
CREATE TRIGGER incident_notes_append_only BEFORE UPDATE OR DELETE ON incident_notes FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON incident_notes TO silog_app;

-- What a supervisor saw: nobody can edit or delete it, not even who wrote it.
CREATE TABLE observations (
  election_id integer NOT NULL REFERENCES elections,
  id bigint GENERATED ALWAYS AS IDENTITY,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  box_code text COLLATE "C",
  place_code text COLLATE "C",
  text text NOT NULL,
  PRIMARY KEY (election_id, id)
);
CREATE INDEX observations_box ON observations (election_id, box_code, id);
CALL scope_table('observations', full_only => true);
CREATE TRIGGER observations_append_only BEFORE UPDATE OR DELETE ON observations FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON observations TO silog_app;

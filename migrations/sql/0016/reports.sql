-- What an escort reported: of which convoy, what kind of thing, when and where. It opens an incident of the kind CONVOY whose group is
-- the report's id, made on the phone: so a report that is sent twice opens one incident.
ALTER TABLE incidents DROP CONSTRAINT incidents_kind_known;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind_known CHECK (kind IN (
  'SEALS_DIFFER', 'UNSEALED', 'SEAL_REGISTER', 'MISROUTED', 'CLONE', 'UNLAWFUL_OPENING', 'HANDOVER_OPEN', 'HANDOVER_CONTESTED',
  'DEVICE_CONFLICT', 'CONVOY', 'REPORTED'));

CREATE TABLE convoy_reports (
  election_id integer NOT NULL,
  id text COLLATE "C" NOT NULL
    CONSTRAINT convoy_reports_id_form CHECK (id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
  convoy_id bigint NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT convoy_reports_kind_known CHECK (kind IN (
    'DELAY', 'BREAKDOWN', 'WEATHER', 'ACCIDENT', 'DAMAGE', 'LOSS', 'THREAT', 'OTHER')),
  text text NOT NULL,
  place_code text COLLATE "C",
  point geometry(Point, 4326),
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  actor text NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT convoy_reports_convoy_known FOREIGN KEY (election_id, convoy_id) REFERENCES convoys,
  CONSTRAINT convoy_reports_place_known FOREIGN KEY (election_id, place_code) REFERENCES facilities
);
CREATE INDEX convoy_reports_convoy ON convoy_reports (election_id, convoy_id, at);
CALL scope_table('convoy_reports', full_only => true);
CREATE POLICY own ON convoy_reports AS RESTRICTIVE USING ((SELECT scope_person()) = ''
  OR EXISTS (SELECT FROM convoys AS c WHERE c.election_id = convoy_reports.election_id AND c.id = convoy_reports.convoy_id));
CREATE TRIGGER convoy_reports_append_only BEFORE UPDATE OR DELETE ON convoy_reports FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON convoy_reports TO silog_app;

-- Other convoys' incidents are out of an escort's sight, as the convoys are.
CREATE POLICY own ON incidents AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR kind <> 'CONVOY'
  OR EXISTS (SELECT FROM convoy_reports AS r WHERE r.election_id = incidents.election_id AND r.id = incidents.group_key));
CREATE POLICY own ON incident_notes AS RESTRICTIVE USING ((SELECT scope_person()) = ''
  OR EXISTS (SELECT FROM incidents AS i WHERE i.election_id = incident_notes.election_id AND i.id = incident_notes.incident_id));

-- What the audit tells of convoys and incidents an escort reads of those in sight.
CREATE POLICY own ON audit AS RESTRICTIVE FOR SELECT USING ((SELECT scope_person()) = '' OR CASE
  WHEN action LIKE 'election:convoy:%' THEN EXISTS (
    SELECT FROM convoys AS c WHERE c.election_id = audit.election_id AND c.id::text = audit.object_code)
  WHEN action LIKE 'election:incident:%' THEN EXISTS (
    SELECT FROM incidents AS i WHERE i.election_id = audit.election_id AND i.id::text = audit.object_code)
  ELSE true END);

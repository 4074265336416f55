-- Takes away what 0016 made, and the incidents that only it knows.
DROP POLICY own ON incident_notes;
DROP POLICY own ON incidents;
DROP POLICY own ON audit;
ALTER TABLE incident_facts DISABLE TRIGGER incident_facts_append_only;
ALTER TABLE incident_notes DISABLE TRIGGER incident_notes_append_only;
DELETE FROM incident_facts AS f USING incidents AS i WHERE i.election_id = f.election_id AND i.id = f.incident_id AND i.kind = 'CONVOY';
DELETE FROM incident_notes AS n USING incidents AS i WHERE i.election_id = n.election_id AND i.id = n.incident_id AND i.kind = 'CONVOY';
ALTER TABLE incident_facts ENABLE TRIGGER incident_facts_append_only;
ALTER TABLE incident_notes ENABLE TRIGGER incident_notes_append_only;
DELETE FROM incidents WHERE kind = 'CONVOY';
ALTER TABLE incidents DROP CONSTRAINT incidents_kind_known;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind_known CHECK (kind IN (
  'SEALS_DIFFER', 'UNSEALED', 'SEAL_REGISTER', 'MISROUTED', 'CLONE', 'UNLAWFUL_OPENING', 'HANDOVER_OPEN', 'HANDOVER_CONTESTED',
  'DEVICE_CONFLICT', 'REPORTED'));
DROP TABLE convoy_reports;
DROP VIEW seen_escorts;
DROP TABLE presence_confirmations, convoy_shipments, convoys;
DROP FUNCTION scope_person();

-- The feed tells what becomes of incidents: which one, and what was done. The rest is asked for with the incident, as it is by then.
ALTER TABLE feed
  ADD COLUMN incident_id bigint,
  ADD COLUMN incident_change text COLLATE "C"
    CONSTRAINT feed_incident_change_known CHECK (incident_change IN ('OPENED', 'JOINED', 'ACKNOWLEDGED', 'ASSIGNED', 'RESOLVED')),
  ADD CONSTRAINT feed_incident_whole CHECK (num_nulls(incident_id, incident_change) = CASE kind WHEN 'INCIDENT' THEN 0 ELSE 2 END);
ALTER TABLE feed DROP CONSTRAINT feed_kind_known;
ALTER TABLE feed ADD CONSTRAINT feed_kind_known CHECK (kind IN ('SCAN', 'POSITION', 'PORT', 'SEA_AREA', 'INCIDENT'));

-- What an escort may not see of incidents is not told to the escort either.
CREATE POLICY own ON feed AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR incident_id IS NULL
  OR EXISTS (SELECT FROM incidents AS i WHERE i.election_id = feed.election_id AND i.id = feed.incident_id));

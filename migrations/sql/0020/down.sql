-- Takes away what 0020 made. Entries of the feed that the older product does not know go with it.
DROP POLICY own ON feed;
DELETE FROM feed WHERE kind = 'INCIDENT';
ALTER TABLE feed DROP CONSTRAINT feed_incident_whole, DROP COLUMN incident_id, DROP COLUMN incident_change;
ALTER TABLE feed DROP CONSTRAINT feed_kind_known;
ALTER TABLE feed ADD CONSTRAINT feed_kind_known CHECK (kind IN ('SCAN', 'POSITION', 'PORT', 'SEA_AREA'));

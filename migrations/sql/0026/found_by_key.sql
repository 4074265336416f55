-- A scan is found by its key, also while there are none. Two indexes end with the key's columns, and on an empty table all three cost the
-- same, for the planner sees no row that they would have to pass by; of equals it takes the youngest. Such a plan is kept: each detail and
-- each sighting asked for its scan by way of all scans of the election, until the rows were counted a minute later. So the key is to be the
-- youngest.
CREATE UNIQUE INDEX scans_key ON scans (election_id, id);
ALTER TABLE scan_details DROP CONSTRAINT scan_details_scan_known;
ALTER TABLE sightings DROP CONSTRAINT sightings_scan_known;
ALTER TABLE findings DROP CONSTRAINT findings_scan_known;
ALTER TABLE sealings DROP CONSTRAINT sealings_scan_known;
ALTER TABLE scans DROP CONSTRAINT scans_pkey, ADD CONSTRAINT scans_pkey PRIMARY KEY USING INDEX scans_key;
ALTER TABLE scan_details ADD CONSTRAINT scan_details_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE sightings ADD CONSTRAINT sightings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE findings ADD CONSTRAINT findings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE sealings ADD CONSTRAINT sealings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;

ALTER TABLE feed_heads RESET (fillfactor);
ALTER TABLE conveyances RESET (fillfactor);
ALTER TABLE device_chains RESET (fillfactor);
ALTER TABLE region_totals RESET (fillfactor);
ALTER TABLE progress RESET (fillfactor);
ALTER TABLE boxes RESET (fillfactor);
ALTER TABLE feed ADD CONSTRAINT feed_election_id_fkey FOREIGN KEY (election_id) REFERENCES elections;
ALTER TABLE scans ADD CONSTRAINT scans_election_id_fkey FOREIGN KEY (election_id) REFERENCES elections;

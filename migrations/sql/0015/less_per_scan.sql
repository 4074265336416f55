-- The device of a scan is one of its election (scans_device_known), and an entry of the feed is told under its election's head, in the
-- same statement. Checking the election again took a lock on its one row for every scan, against all batches at once.
ALTER TABLE scans DROP CONSTRAINT scans_election_id_fkey;
ALTER TABLE feed DROP CONSTRAINT feed_election_id_fkey;

-- Rows that change with every scan or position: a new version fits beside the old one, and the indexes need not hear of it.
ALTER TABLE boxes SET (fillfactor = 70);
ALTER TABLE progress SET (fillfactor = 70);
ALTER TABLE region_totals SET (fillfactor = 70);
ALTER TABLE device_chains SET (fillfactor = 70);
ALTER TABLE conveyances SET (fillfactor = 70);
ALTER TABLE feed_heads SET (fillfactor = 10);

-- Takes away what 0021 made. Before it there are no standbys: one would be sailed with the fleet, so its time is over as it begins.
UPDATE vessel_terms SET until_at = from_at + interval '1 second' WHERE standby_rank IS NOT NULL;
ALTER TABLE vessel_terms DROP COLUMN standby_rank, DROP COLUMN notice_hours;
ALTER TABLE plans DROP COLUMN reasons;

-- Where scans were made, as believed when they were received and as far as it is kept for good: rounded to a hundredth of a degree, or
-- the point of the place. It stays when what is personal of a scan is erased, so that what follows from the scans stays the same.
CREATE TABLE sightings (
  election_id integer NOT NULL,
  scan_id uuid NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  within_m double precision NOT NULL,
  PRIMARY KEY (election_id, scan_id),
  CONSTRAINT sightings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans
);
CALL scope_table('sightings', full_only => true);
CREATE TRIGGER sightings_append_only BEFORE UPDATE OR DELETE ON sightings FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON sightings TO silog_app;
-- The last scan of a box whose position is known: what the next one is held against. Scans from before count as without a position.
ALTER TABLE boxes ADD COLUMN sighted_scan_id uuid;

-- When the scan was made that last said where a box is, and whether at an airport: beside the position in `sightings`, this is what the next
-- scan of the box is held against. It was looked up in `scans` for each of them.
ALTER TABLE boxes ADD COLUMN sighted_at timestamptz, ADD COLUMN sighted_by_air boolean;
UPDATE boxes AS b SET sighted_at = s.occurred_at, sighted_by_air = starts_with(s.place_code, 'AIR-')
FROM scans AS s WHERE s.election_id = b.election_id AND s.id = b.sighted_scan_id;

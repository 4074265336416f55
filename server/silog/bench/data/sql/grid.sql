-- Where the scans were made, counted as the product counts them when it records them.
INSERT INTO scan_cells (election_id, level, x, y, region_code, scans)
SELECT s.election_id, c.level, c.x, c.y, c.region_code, count(*)
FROM sightings s, cells_of_scan(s.region_code, s.lon, s.lat) AS c GROUP BY 1, 2, 3, 4, 5;

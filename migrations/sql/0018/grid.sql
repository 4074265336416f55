-- Where a degree of longitude or latitude lies on the web's square map, in 2^30 units across it from its north-west corner: 3.7 cm at the
-- equator. Near the poles the map ends, and its edge holds the rest.
CREATE FUNCTION map_x(lon double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN lon <= -180 THEN 0 WHEN lon >= 180 THEN 1073741823 ELSE floor((lon + 180) / 360 * 1073741824)::integer END;
CREATE FUNCTION map_y(lat double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN lat >= 85.0511 THEN 0 WHEN lat <= -85.0511 THEN 1073741823
    ELSE floor((0.5 - asinh(tan(radians(lat))) / (2 * pi())) * 1073741824)::integer END;

-- Where scans were made, counted in the cells of a grid as they are recorded: a map of a whole season reads some thousand rows and not
-- a million. A projection of `sightings`, written by the room tiles in the transaction that records them; `silog boxes verify` counts anew.
--
-- Cells are squares of the web's map: 2^level of them across the world. Level 17 is 306 m at the equator, finer than a device's own
-- position is kept. There each cell is counted by village, and at level 14 as well; at levels 11 to 13, which are for who sees a
-- regency or more from far off, by regency.
CREATE TABLE scan_cells (
  election_id integer NOT NULL REFERENCES elections,
  level smallint NOT NULL CONSTRAINT scan_cells_level_known CHECK (level IN (11, 12, 13, 14, 17)),
  x integer NOT NULL,
  y integer NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  scans integer NOT NULL CONSTRAINT scan_cells_scans_positive CHECK (scans > 0),
  PRIMARY KEY (election_id, level, x, y, region_code)
) WITH (fillfactor = 70);
CALL scope_table('scan_cells', full_only => true);
GRANT SELECT, INSERT, UPDATE ON scan_cells TO silog_app;

-- The cells that one scan is counted in.
CREATE FUNCTION cells_of_scan(region text, lon double precision, lat double precision)
RETURNS TABLE (level smallint, x integer, y integer, region_code text) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  SELECT l.level::smallint, c.x >> (17 - l.level), c.y >> (17 - l.level), CASE WHEN l.level < 14 THEN left(region, 5) ELSE region END
  FROM (SELECT map_x(lon) >> 13 AS x, map_y(lat) >> 13 AS y OFFSET 0) AS c, (VALUES (11), (12), (13), (14), (17)) AS l (level);
END;

INSERT INTO scan_cells (election_id, level, x, y, region_code, scans)
SELECT s.election_id, c.level, c.x, c.y, c.region_code, count(*)
FROM sightings s, cells_of_scan(s.region_code, s.lon, s.lat) AS c GROUP BY 1, 2, 3, 4, 5;

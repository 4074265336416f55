-- What summaries are made of, kept as it changes: boxes with an exception beside the boxes of a state, and polling stations.
-- '21.03.04.1003' lies in '21', '21.03', '21.03.04' and itself.
CREATE FUNCTION region_lineage(code text) RETURNS TABLE (region_code text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_to_string((string_to_array(code, '.'))[:level], '.') FROM generate_series(1, array_length(string_to_array(code, '.'), 1)) AS level;
END;

ALTER TABLE progress ADD COLUMN excepted integer NOT NULL DEFAULT 0;
UPDATE progress p SET excepted = counted.boxes
FROM (SELECT b.election_id, l.region_code, b.state, count(*) AS boxes FROM boxes b, region_lineage(b.region_code) l
      WHERE b.exceptions <> '{}' GROUP BY b.election_id, l.region_code, b.state) AS counted
WHERE p.election_id = counted.election_id AND p.region_code = counted.region_code AND p.state = counted.state;

CREATE TABLE station_counts (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  stations integer NOT NULL,
  PRIMARY KEY (election_id, region_code)
);
CALL scope_table('station_counts');
GRANT SELECT ON station_counts TO silog_app;

-- Whoever writes stations, a file's loader or an operator's SQL, the counts follow in the same statement; as their owner, for
-- nobody else may write them.
CREATE FUNCTION count_stations() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE station_counts c SET stations = c.stations - gone.stations
    FROM (SELECT f.election_id, l.region_code, count(*) AS stations FROM old_rows f, region_lineage(f.region_code) l
          WHERE f.kind = 'POLLING_STATION' GROUP BY f.election_id, l.region_code) AS gone
    WHERE c.election_id = gone.election_id AND c.region_code = gone.region_code;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO station_counts AS c (election_id, region_code, stations)
    SELECT f.election_id, l.region_code, count(*) FROM new_rows f, region_lineage(f.region_code) l
    WHERE f.kind = 'POLLING_STATION' GROUP BY f.election_id, l.region_code ORDER BY f.election_id, l.region_code
    ON CONFLICT (election_id, region_code) DO UPDATE SET stations = c.stations + excluded.stations;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER stations_come AFTER INSERT ON facilities
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_stations();
CREATE TRIGGER stations_move AFTER UPDATE ON facilities
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_stations();
CREATE TRIGGER stations_go AFTER DELETE ON facilities
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_stations();
INSERT INTO station_counts (election_id, region_code, stations)
SELECT f.election_id, l.region_code, count(*) FROM facilities f, region_lineage(f.region_code) l
WHERE f.kind = 'POLLING_STATION' GROUP BY f.election_id, l.region_code;

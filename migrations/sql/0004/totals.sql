-- What the boxes of a region add up to, in one row, for a list of regions costs one row each then and not one for each state. Whoever
-- writes progress, the totals follow in the same statement; as their owner, for nobody else may write them.

-- The states are those of silog.custody.rules; a test compares them.
CREATE FUNCTION is_on_the_way(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN state IN ('LOADED', 'IN_TRANSIT', 'AT_HUB', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB');
CREATE FUNCTION is_delivered(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN state IN (
    'AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB', 'RETURN_AT_PPS',
    'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED', 'LEGAL_HOLD', 'DISPOSED'
  );

CREATE TABLE region_totals (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  boxes integer NOT NULL,
  excepted integer NOT NULL,
  in_transit integer NOT NULL,
  delivered integer NOT NULL,
  PRIMARY KEY (election_id, region_code)
) WITH (fillfactor = 50);
CALL scope_table('region_totals');
GRANT SELECT ON region_totals TO silog_app;

-- What was moved, as one row for each region; added in the order of codes, as progress itself is, so that two writers never block each other.
CREATE FUNCTION move_region_totals(moved progress[]) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO region_totals AS t (election_id, region_code, boxes, excepted, in_transit, delivered)
  SELECT election_id, region_code, sum(boxes), sum(excepted), coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0),
    coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0)
  FROM unnest(moved) GROUP BY election_id, region_code ORDER BY election_id, region_code
  ON CONFLICT (election_id, region_code) DO UPDATE SET boxes = t.boxes + excluded.boxes, excepted = t.excepted + excluded.excepted,
    in_transit = t.in_transit + excluded.in_transit, delivered = t.delivered + excluded.delivered;
END;

CREATE FUNCTION follow_progress() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  moved progress[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN
    moved := moved || ARRAY(SELECT (n.election_id, n.region_code, n.state, n.boxes, n.excepted)::progress FROM new_rows AS n);
  END IF;
  IF TG_OP <> 'INSERT' THEN
    moved := moved || ARRAY(SELECT (o.election_id, o.region_code, o.state, -o.boxes, -o.excepted)::progress FROM old_rows AS o);
  END IF;
  IF moved <> '{}' THEN
    PERFORM move_region_totals(moved);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER progress_comes AFTER INSERT ON progress
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_progress();
CREATE TRIGGER progress_moves AFTER UPDATE ON progress
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_progress();
CREATE TRIGGER progress_goes AFTER DELETE ON progress
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_progress();

SELECT move_region_totals(ARRAY(SELECT p FROM progress AS p));

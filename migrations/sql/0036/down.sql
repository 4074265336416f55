ALTER TABLE feed ADD CONSTRAINT feed_election_id_fkey FOREIGN KEY (election_id) REFERENCES elections;
REVOKE INSERT, UPDATE ON region_totals FROM silog_app;
CREATE FUNCTION move_region_totals(moved progress[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO region_totals AS t (election_id, region_code, boxes, excepted, in_transit, delivered)
  SELECT * FROM (
    SELECT m.election_id, m.region_code, sum(m.boxes) AS boxes, sum(m.excepted) AS excepted,
      coalesce(sum(m.boxes) FILTER (WHERE is_on_the_way(m.state)), 0) AS in_transit,
      coalesce(sum(m.boxes) FILTER (WHERE is_delivered(m.state)), 0) AS delivered
    FROM unnest(moved) AS m GROUP BY m.election_id, m.region_code
  ) AS sums
  WHERE (sums.boxes, sums.excepted, sums.in_transit, sums.delivered) <> (0, 0, 0, 0) ORDER BY sums.election_id, sums.region_code
  ON CONFLICT (election_id, region_code) DO UPDATE SET boxes = t.boxes + excluded.boxes, excepted = t.excepted + excluded.excepted,
    in_transit = t.in_transit + excluded.in_transit, delivered = t.delivered + excluded.delivered;
END
$$;
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

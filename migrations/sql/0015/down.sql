CREATE OR REPLACE FUNCTION move_region_totals(moved progress[]) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO region_totals AS t (election_id, region_code, boxes, excepted, in_transit, delivered)
  SELECT election_id, region_code, sum(boxes), sum(excepted), coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0),
    coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0)
  FROM unnest(moved) GROUP BY election_id, region_code ORDER BY election_id, region_code
  ON CONFLICT (election_id, region_code) DO UPDATE SET boxes = t.boxes + excluded.boxes, excepted = t.excepted + excluded.excepted,
    in_transit = t.in_transit + excluded.in_transit, delivered = t.delivered + excluded.delivered;
END;
ALTER TABLE scans ADD CONSTRAINT scans_election_id_fkey FOREIGN KEY (election_id) REFERENCES elections;

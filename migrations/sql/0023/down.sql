DROP POLICY own ON feed;
CREATE POLICY own ON feed AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR incident_id IS NULL
  OR EXISTS (SELECT FROM incidents AS i WHERE i.election_id = feed.election_id AND i.id = feed.incident_id));
ALTER TABLE boxes RESET (fillfactor);
CREATE OR REPLACE FUNCTION move_region_totals(moved progress[]) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO region_totals AS t (election_id, region_code, boxes, excepted, in_transit, delivered)
  SELECT * FROM (
    SELECT election_id, region_code, sum(boxes) AS boxes, sum(excepted) AS excepted,
      coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0) AS in_transit,
      coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0) AS delivered
    FROM unnest(moved) GROUP BY election_id, region_code
  ) AS sums
  WHERE (boxes, excepted, in_transit, delivered) <> (0, 0, 0, 0) ORDER BY election_id, region_code
  ON CONFLICT (election_id, region_code) DO UPDATE SET boxes = t.boxes + excluded.boxes, excepted = t.excepted + excluded.excepted,
    in_transit = t.in_transit + excluded.in_transit, delivered = t.delivered + excluded.delivered;
END;

-- What a transaction that records scans costs PostgreSQL, once more.

-- A function in SQL is parsed and planned for each transaction that calls it, which took as long as half of all other statements of one
-- scan. In PL/pgSQL a statement is planned once for a connection.
CREATE OR REPLACE FUNCTION move_region_totals(moved progress[]) RETURNS void LANGUAGE plpgsql AS $$
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

-- A box that changes its state and stays where it is finds room beside its old row, and none of seven indexes has to follow.
ALTER TABLE boxes SET (fillfactor = 70);

-- What an escort may not see of incidents is kept from the escort's eyes. Whoever writes the feed was asked as well, scan by scan.
DROP POLICY own ON feed;
CREATE POLICY own ON feed AS RESTRICTIVE FOR SELECT USING ((SELECT scope_person()) = '' OR incident_id IS NULL
  OR EXISTS (SELECT FROM incidents AS i WHERE i.election_id = feed.election_id AND i.id = feed.incident_id));

-- A leg aboard a ship was left after those before it aboard the same ship, and after boxes were ashore at the port before the last one.
GRANT DELETE ON trip_tracks TO silog_app;
CREATE TEMPORARY TABLE impossible_trips ON COMMIT DROP AS
SELECT DISTINCT election_id, conveyance_code, planned_depart_at, from_code, to_code FROM (
  SELECT l.*, greatest(max(l.departed_at) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    max(l.arrived_at) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING)) AS not_before
  FROM legs AS l WHERE l.conveyance_code IS NOT NULL
  WINDOW ride AS (PARTITION BY l.election_id, l.shipment_code, l.conveyance_code ORDER BY l.number)
) AS ridden WHERE departed_at < not_before;
UPDATE legs AS l SET departed_at = NULL FROM impossible_trips AS i
WHERE l.election_id = i.election_id AND l.conveyance_code = i.conveyance_code AND l.planned_depart_at = i.planned_depart_at
  AND l.from_code = i.from_code AND l.to_code = i.to_code;
DELETE FROM trip_tracks AS t USING impossible_trips AS i
WHERE t.election_id = i.election_id AND t.conveyance_code = i.conveyance_code AND t.departs_at = i.planned_depart_at
  AND t.from_code = i.from_code AND t.to_code = i.to_code AND NOT EXISTS (SELECT FROM legs AS l WHERE l.election_id = i.election_id
    AND l.conveyance_code = i.conveyance_code AND l.planned_depart_at = i.planned_depart_at AND l.from_code = i.from_code
    AND l.to_code = i.to_code AND l.arrived_at IS NOT NULL);
-- What is left tells when a ship went on: it had arrived before, though its boxes were scanned ashore later.
UPDATE legs AS l SET arrived_at = g.at
FROM (
  SELECT election_id, conveyance_code, planned_depart_at, from_code, to_code, min(went_on_at) AS at FROM (
    SELECT l.*, lead(l.departed_at) OVER (PARTITION BY l.election_id, l.shipment_code, l.conveyance_code ORDER BY l.number) AS went_on_at
    FROM legs AS l WHERE l.conveyance_code IS NOT NULL
  ) AS ridden WHERE went_on_at < arrived_at GROUP BY 1, 2, 3, 4, 5
) AS g
WHERE l.election_id = g.election_id AND l.conveyance_code = g.conveyance_code AND l.planned_depart_at = g.planned_depart_at
  AND l.from_code = g.from_code AND l.to_code = g.to_code AND l.arrived_at > g.at;

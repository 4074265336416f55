"""The statement that follows a batch of scans: which leg each scan means, and where its box stands after it.

A box's way is the legs of its shipments in planned order. A scan at a facility means the stop there, a scan at a conveyance the
ride on it; where the way passes a place twice (out and back), the visit nearest in planned time is meant. Only the newest scan of
a box says where it stands, so a scan that arrives days late changes the times of its leg and not the box's place.
"""

FOLLOW = """
WITH seen AS MATERIALIZED (
  SELECT s.box_code, s.region_code, s.type, s.occurred_at, s.is_newest, meant.*
  FROM unnest($2::followed_scan[]) AS s
  CROSS JOIN LATERAL (
    SELECT visit.* FROM (
      SELECT leg.*, lag(leg.planned_arrive_at) OVER way AS here_since, lag(leg.conveyance_code) OVER way AS came_by,
        lag(leg.from_code) OVER way AS came_from, lag(leg.to_code) OVER way AS came_to,
        lag(leg.planned_depart_at) OVER way AS came_depart_at, lead(leg.number) OVER way IS NULL AS is_last
      FROM (
        SELECT l.shipment_code, l.number, l.mode, l.conveyance_code, l.from_code, l.to_code, l.planned_depart_at, l.planned_arrive_at,
          -- Nobody scans a transfer: who waits at its far end waits for the ride, who was brought through it has come by the ride.
          CASE WHEN lag(l.mode) OVER shipment = 'TRANSFER' THEN lag(l.from_code) OVER shipment ELSE l.from_code END AS leaves,
          CASE WHEN lead(l.mode) OVER shipment = 'TRANSFER' THEN lead(l.to_code) OVER shipment ELSE l.to_code END AS reaches,
          -- Aboard a ship that calls at ports on the way, a box is due where it leaves the ship.
          max(l.planned_arrive_at + tolerance.extra) OVER (PARTITION BY l.shipment_code, l.conveyance_code) AS due_at
        FROM shipment_boxes AS sb
        JOIN legs AS l ON l.election_id = sb.election_id AND l.shipment_code = sb.shipment_code
        JOIN unnest($3::text[], $4::interval[]) AS tolerance(mode, extra) ON tolerance.mode = l.mode
        WHERE sb.election_id = $1 AND sb.box_code = s.box_code
        WINDOW shipment AS (PARTITION BY l.shipment_code ORDER BY l.number)
      ) AS leg
      WHERE leg.mode <> 'TRANSFER'
      WINDOW way AS (ORDER BY leg.planned_depart_at, leg.number)
    ) AS leg
    CROSS JOIN LATERAL (VALUES
      (leg.leaves, leg.here_since, leg.planned_depart_at, leg.shipment_code, leg.number, false, leg.due_at,
        leg.came_by, leg.came_from, leg.came_to, leg.came_depart_at),
      (leg.conveyance_code, leg.planned_depart_at, leg.planned_arrive_at, leg.shipment_code, leg.number, true, leg.due_at,
        leg.conveyance_code, leg.from_code, leg.to_code, leg.planned_depart_at),
      (CASE WHEN leg.is_last THEN leg.reaches END, leg.planned_arrive_at, NULL, leg.shipment_code, leg.number, false, NULL,
        leg.conveyance_code, leg.from_code, leg.to_code, leg.planned_depart_at)
    ) AS visit (place_code, since, until, shipment_code, leg_number, is_aboard, due_at, trip_by, trip_from, trip_to, trip_depart_at)
    WHERE visit.place_code = s.place_code
    ORDER BY greatest(visit.since - s.occurred_at, s.occurred_at - visit.until, interval '0'), visit.since
    LIMIT 1
  ) AS meant
), moved AS (
  INSERT INTO box_journeys AS j (election_id, box_code, region_code, shipment_code, leg_number, is_aboard, due_at)
  SELECT $1, box_code, region_code, shipment_code, leg_number, is_aboard, due_at FROM seen WHERE is_newest ORDER BY box_code
  ON CONFLICT (election_id, box_code) DO UPDATE SET shipment_code = excluded.shipment_code, leg_number = excluded.leg_number,
    is_aboard = excluded.is_aboard, due_at = excluded.due_at
  WHERE (j.shipment_code, j.leg_number, j.is_aboard, j.due_at)
    IS DISTINCT FROM (excluded.shipment_code, excluded.leg_number, excluded.is_aboard, excluded.due_at)
), trips AS (
  -- A ship that left or arrived has done so for every shipment aboard; a check aboard says that it had left.
  SELECT trip_by, trip_from, trip_to, trip_depart_at,
    min(occurred_at) FILTER (WHERE type IN ('DEPART', 'CHECK') AND is_aboard) AS departed_at,
    min(occurred_at) FILTER (WHERE type = 'ARRIVE' AND NOT is_aboard) AS arrived_at
  FROM seen WHERE type IN ('DEPART', 'CHECK', 'ARRIVE') AND trip_by IS NOT NULL GROUP BY 1, 2, 3, 4
)
UPDATE legs AS l SET departed_at = least(l.departed_at, t.departed_at), arrived_at = least(l.arrived_at, t.arrived_at)
FROM trips AS t
WHERE l.election_id = $1 AND l.conveyance_code = t.trip_by AND l.planned_depart_at = t.trip_depart_at
  AND l.from_code = t.trip_from AND l.to_code = t.trip_to
  AND (l.departed_at IS NULL OR l.departed_at > t.departed_at OR l.arrived_at IS NULL OR l.arrived_at > t.arrived_at)
RETURNING l.conveyance_code, l.planned_depart_at, l.from_code, l.to_code
"""
"""$1 election, $2 the scans, $3 and $4 leg modes and the tolerance of each. Answers the legs whose times were told anew."""

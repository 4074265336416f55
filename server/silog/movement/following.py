"""The statement that follows a batch of scans: which leg each scan means, and where its box stands after it.

A box's way is the legs of its shipments in planned order. A scan at a facility means the stop there, a scan at a conveyance the
ride on it; where the way passes a place twice (out and back), the visit nearest in planned time is meant. Only the newest scan of
a box says where it stands, so a scan that arrives days late changes the times of its leg and not the box's place.

A ship that calls at several ports is one place for several legs, and one that sails hours late is aboard a later leg by the plan. So
who is loaded or departs begins the first of them, and a later one is meant only once the ship can have come that far.
"""

FOLLOW = """
WITH seen AS MATERIALIZED (
  SELECT s.box_code, s.region_code, s.type, s.occurred_at, s.is_newest, meant.*
  FROM unnest($2::followed_scan[]) AS s
  CROSS JOIN LATERAL (
    SELECT visit.* FROM (
      SELECT leg.*, lag(leg.planned_arrive_at) OVER way AS here_since, lag(leg.conveyance_code) OVER way AS came_by,
        lag(leg.from_code) OVER way AS came_from, lag(leg.to_code) OVER way AS came_to,
        lag(leg.planned_depart_at) OVER way AS came_depart_at, lead(leg.number) OVER way IS NULL AS is_last,
        lag(leg.number) OVER ride IS NULL AS is_boarding,
        -- Since its departures it has sailed the legs between, and boxes that reached a PPK late were put ashore before the next port.
        greatest(leg.sailed + max(leg.departed_at - leg.sailed) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
          max(leg.arrived_at) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING)) AS not_before
      FROM (
        SELECT l.shipment_code, l.number, l.mode, l.conveyance_code, l.from_code, l.to_code, l.planned_depart_at, l.planned_arrive_at,
          l.departed_at, l.arrived_at,
          -- What the legs before take aboard the same ship, were it a tenth quicker than planned; a late one cuts its stays short.
          coalesce(sum(0.9 * (l.planned_arrive_at - l.planned_depart_at)) OVER (PARTITION BY l.shipment_code, l.conveyance_code
            ORDER BY l.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), interval '0') AS sailed,
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
      WINDOW way AS (ORDER BY leg.planned_depart_at, leg.number),
        ride AS (PARTITION BY leg.shipment_code, leg.conveyance_code ORDER BY leg.number)
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
      AND (NOT visit.is_aboard OR leg.is_boarding OR coalesce(leg.not_before <= s.occurred_at, s.type NOT IN ('LOAD', 'DEPART')))
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

_RIDES = """
WITH ridden AS (
  SELECT l.conveyance_code, l.planned_depart_at, l.from_code, l.to_code, l.departed_at, l.arrived_at,
    greatest(max(l.departed_at) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
      max(l.arrived_at) OVER (ride ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING)) AS not_before,
    lead(l.departed_at) OVER ride AS went_on_at
  FROM legs AS l WHERE l.election_id = $1 AND l.conveyance_code = ANY ($2::text[])
  WINDOW ride AS (PARTITION BY l.shipment_code, l.conveyance_code ORDER BY l.number)
)
"""

FORGET_IMPOSSIBLE = f"""{_RIDES}, impossible AS (
  SELECT DISTINCT conveyance_code, planned_depart_at, from_code, to_code FROM ridden WHERE departed_at < not_before
), forgotten AS (
  UPDATE legs AS l SET departed_at = NULL FROM impossible AS i
  WHERE l.election_id = $1 AND l.conveyance_code = i.conveyance_code AND l.planned_depart_at = i.planned_depart_at
    AND l.from_code = i.from_code AND l.to_code = i.to_code
  RETURNING l.conveyance_code, l.planned_depart_at, l.from_code, l.to_code, l.arrived_at
)
DELETE FROM trip_tracks AS t USING forgotten AS f
WHERE t.election_id = $1 AND t.conveyance_code = f.conveyance_code AND t.departs_at = f.planned_depart_at
  AND t.from_code = f.from_code AND t.to_code = f.to_code AND f.arrived_at IS NULL
"""  # noqa: S608 -- of our own words
"""$1 election, $2 conveyances. A check aboard was taken for a leg that its ship, as later scans tell, had not come to."""

ARRIVE_BEFORE_GOING_ON = f"""{_RIDES}, gone_on AS (
  SELECT conveyance_code, planned_depart_at, from_code, to_code, min(went_on_at) AS at FROM ridden WHERE went_on_at < arrived_at
  GROUP BY 1, 2, 3, 4
)
UPDATE legs AS l SET arrived_at = g.at FROM gone_on AS g
WHERE l.election_id = $1 AND l.conveyance_code = g.conveyance_code AND l.planned_depart_at = g.planned_depart_at
  AND l.from_code = g.from_code AND l.to_code = g.to_code AND l.arrived_at > g.at
RETURNING l.conveyance_code, l.planned_depart_at, l.from_code, l.to_code
"""  # noqa: S608 -- of our own words
"""$1 election, $2 conveyances. An arrival is scanned ashore, behind a transfer; the ship that has gone on had arrived before."""

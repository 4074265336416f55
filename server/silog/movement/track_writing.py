"""The statements of tracking: which trips are under way, what is near them, and what becomes known of them."""

from silog.movement.alarms import keeping_ended

TRIPS = """
SELECT l.conveyance_code, l.planned_depart_at, l.from_code, l.to_code, min(l.mode) AS mode, c.region_code,
  min(l.departed_at) AS departed_at, min(l.arrived_at) AS arrived_at, min(l.planned_arrive_at) AS arrives_at,
  -- Boxes that go on aboard the same conveyance are handed over to nobody.
  bool_or(after.conveyance_code IS DISTINCT FROM l.conveyance_code) AS is_handed_over
FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[]) AS moved(conveyance, departs_at, origin, destination)
JOIN legs AS l ON l.election_id = $1 AND l.conveyance_code = moved.conveyance AND l.planned_depart_at = moved.departs_at
  AND l.from_code = moved.origin AND l.to_code = moved.destination
JOIN conveyances AS c ON c.election_id = $1 AND c.code = l.conveyance_code
LEFT JOIN legs AS after ON after.election_id = $1 AND after.shipment_code = l.shipment_code AND after.number = l.number + 1
WHERE l.departed_at IS NOT NULL OR l.arrived_at IS NOT NULL
GROUP BY 1, 2, 3, 4, 6
ORDER BY 1, 2, 3, 4
"""
"""$1 election, $2 to $5 trips."""

BEGIN_TRACKS = keeping_ended(
    """
INSERT INTO trip_tracks AS t (election_id, conveyance_code, departs_at, from_code, to_code, region_code, departed_at, ended_at, arrives_at,
  state, heard_at, silent_at, missing_at, overdue_at, handover_due_at, along_m, remaining_m, off_m, speed_kn)
SELECT $1, n.conveyance, n.departs_at, n.origin, n.destination, n.region, n.departed_at, n.arrived_at, n.arrives_at,
  CASE WHEN n.arrived_at IS NULL THEN 'WAITING' ELSE 'ARRIVED' END, n.departed_at, n.silent_at, n.silent_at, n.overdue_at,
  n.handover_due_at, 0, (SELECT l.length_m FROM legs AS l WHERE l.election_id = $1 AND l.conveyance_code = n.conveyance
    AND l.planned_depart_at = n.departs_at AND l.from_code = n.origin AND l.to_code = n.destination LIMIT 1), 0, 0
FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
  $10::timestamptz[], $11::timestamptz[], $12::timestamptz[])
  AS n(conveyance, departs_at, origin, destination, region, departed_at, arrived_at, arrives_at, silent_at, overdue_at, handover_due_at)
ON CONFLICT (election_id, conveyance_code, departs_at, from_code, to_code) DO UPDATE SET departed_at = excluded.departed_at,
  ended_at = coalesce(excluded.ended_at, t.ended_at), state = CASE WHEN excluded.ended_at IS NULL THEN t.state ELSE 'ARRIVED' END
""",
    now="$13",
)
"""$1 election, $2 to $12 trips that left or arrived, $13 when that is known."""

END_FORMER_TRACKS = keeping_ended(
    """
UPDATE trip_tracks AS t SET ended_at = following.departed_at
FROM trip_tracks AS following
WHERE t.election_id = $1 AND t.conveyance_code = ANY ($2::text[]) AND t.ended_at IS NULL
  AND following.election_id = $1 AND following.conveyance_code = t.conveyance_code AND following.departs_at > t.departs_at
""",
    now="$3",
)
"""$1 election, $2 conveyances, $3 when it is known. Nobody scanned the end of a trip whose conveyance has left on the next one."""

OPEN_TRIPS = """
SELECT t.conveyance_code, t.departs_at, t.from_code, t.to_code, t.departed_at, t.arrives_at, t.memory, c.speed_kn, leg.mode,
  ST_AsBinary(leg.route) AS route,
  ARRAY(
    SELECT ARRAY[ST_X(coalesce(f.berth, f.point)), ST_Y(coalesce(f.berth, f.point))] FROM facilities AS f
    WHERE f.election_id = $1 AND f.kind IN ('PORT', 'LANDING', 'WAREHOUSE', 'AIRPORT', 'PPK', 'PPS')
      AND f.point && ST_Expand(leg.route, 0.03) AND ST_DWithin(coalesce(f.berth, f.point), leg.route, 0.02)
    ORDER BY f.code
  ) AS ports,
  ARRAY(
    SELECT ST_AsBinary(z.area) FROM dead_zones AS z WHERE z.election_id = $1 AND z.area && leg.route ORDER BY z.code
  ) AS zones
FROM trip_tracks AS t
JOIN conveyances AS c ON c.election_id = $1 AND c.code = t.conveyance_code
CROSS JOIN LATERAL (
  SELECT l.route, l.mode FROM legs AS l
  WHERE l.election_id = $1 AND l.conveyance_code = t.conveyance_code AND l.planned_depart_at = t.departs_at
    AND l.from_code = t.from_code AND l.to_code = t.to_code
  ORDER BY l.shipment_code, l.number LIMIT 1
) AS leg
WHERE t.election_id = $1 AND t.conveyance_code = ANY ($2::text[]) AND t.ended_at IS NULL
ORDER BY t.conveyance_code, t.departs_at, t.from_code, t.to_code
FOR UPDATE OF t
"""
"""$1 election, $2 conveyances. Locked in one order, so that two batches follow a trip one after the other."""

KNOWN_POSITIONS = """
SELECT p.conveyance_code, p.at, ST_X(p.point) AS lon, ST_Y(p.point) AS lat, p.course_deg, p.speed_kn
FROM unnest($2::text[], $3::timestamptz[]) AS begun(code, at)
JOIN positions AS p ON p.election_id = $1 AND p.conveyance_code = begun.code AND p.at >= begun.at
ORDER BY p.conveyance_code, p.at
"""
"""$1 election, $2 and $3 conveyances and from when on: what was reported before anybody knew that a trip had begun."""

KEEP_TRACKS = keeping_ended(
    """
UPDATE trip_tracks AS t SET state = n.state, heard_at = n.heard_at, silent_at = n.silent_at, missing_at = n.missing_at,
  strayed_since = n.strayed_since, strayed_at = n.strayed_at, stopped_since = n.stopped_since, stopped_at = n.stopped_at,
  late_at = n.late_at,
  along_m = n.along_m, remaining_m = n.remaining_m, off_m = n.off_m, speed_kn = n.speed_kn, eta_p10 = n.eta_p10, eta = n.eta,
  eta_p90 = n.eta_p90, memory = n.memory
FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
  $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::float8[], $16::float8[],
  $17::float8[], $18::float8[], $19::timestamptz[], $20::timestamptz[], $21::timestamptz[], $22::bytea[])
  AS n(conveyance, departs_at, origin, destination, state, heard_at, silent_at, missing_at, strayed_since, strayed_at, stopped_since,
    stopped_at, late_at, along_m, remaining_m, off_m, speed_kn, eta_p10, eta, eta_p90, memory)
WHERE t.election_id = $1 AND t.conveyance_code = n.conveyance AND t.departs_at = n.departs_at AND t.from_code = n.origin
  AND t.to_code = n.destination
""",
    now="$23",
)
"""$1 election, $2 to $22 what is known of each trip, $23 when the positions were received."""

FORGET_DEAD_ZONES = "DELETE FROM dead_zones WHERE election_id = $1"

KEEP_DEAD_ZONES = """
INSERT INTO dead_zones (election_id, code, name, region_code, area, source)
SELECT $1, code, name, region, ST_GeomFromWKB(wkb, 4326), source
FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[]) AS zone(code, name, region, wkb, source)
"""

"""The statements that store conveyances, plans and positions: thousands of rows each, one array per column.

Arrays and not COPY, because PostgreSQL has no COPY into a table with row-level security.
"""

ADD_CONVEYANCES = """
INSERT INTO conveyances (election_id, code, name, kind, region_code, home_code, capacity_boxes, speed_kn, clearance_m, wave_limit_m)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::float8[], $9::int[], $10::float8[])
ON CONFLICT (election_id, code) DO NOTHING RETURNING code
"""

ADD_SHIPMENTS = """
INSERT INTO shipments (election_id, code, name, region_code, direction, origin_code, destination_code, planned_depart_at,
  planned_arrive_at, is_3t, fallback)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
  $10::bool[], $11::text[])
"""

ADD_SHIPMENT_BOXES = """
INSERT INTO shipment_boxes (election_id, shipment_code, box_code, region_code)
SELECT $1, p.shipment, p.box, b.region_code
FROM unnest($2::text[], $3::text[]) AS p(shipment, box) JOIN boxes AS b ON b.election_id = $1 AND b.code = p.box
"""

ADD_LEGS = """
INSERT INTO legs (election_id, shipment_code, number, region_code, mode, conveyance_code, from_code, to_code, planned_depart_at,
  planned_arrive_at, route, length_m, is_estimate)
SELECT $1, shipment, number, region, mode, conveyance, origin, destination, depart, arrive, ST_GeomFromWKB(wkb, 4326), length_m, is_estimate
FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[],
  $11::bytea[], $12::float8[], $13::bool[])
  AS leg(shipment, number, region, mode, conveyance, origin, destination, depart, arrive, wkb, length_m, is_estimate)
"""

ADD_POSITIONS = """
INSERT INTO positions (election_id, conveyance_code, at, region_code, point, course_deg, speed_kn, received_at)
SELECT $1, p.code, p.at, c.region_code, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326), p.course, p.speed, $2
FROM unnest($3::text::text[], $4::timestamptz[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])
  AS p(code, at, lon, lat, course, speed)
JOIN conveyances AS c ON c.election_id = $1 AND c.code = p.code
ORDER BY p.code, p.at
ON CONFLICT (election_id, conveyance_code, at) DO NOTHING
RETURNING conveyance_code, at, tableoid = 'positions_others'::regclass AS is_monthless
"""

KEEP_NEWEST = """
WITH held AS MATERIALIZED (
  SELECT c.code FROM conveyances AS c WHERE c.election_id = $1 AND c.code IN (SELECT unnest($2::text::text[])) ORDER BY c.code
  FOR NO KEY UPDATE
)
UPDATE conveyances AS c SET point = n.point, course_deg = n.course_deg, speed_now_kn = n.speed_kn, reported_at = n.at
FROM (
  SELECT DISTINCT ON (p.conveyance_code) p.conveyance_code, p.at, p.point, p.course_deg, p.speed_kn
  FROM positions AS p JOIN unnest($2::text::text[], $3::timestamptz[]) AS fresh(code, at)
    ON p.election_id = $1 AND p.conveyance_code = fresh.code AND p.at = fresh.at
  ORDER BY p.conveyance_code, p.at DESC
) AS n JOIN held ON held.code = n.conveyance_code
WHERE c.election_id = $1 AND c.code = n.conveyance_code AND (c.reported_at IS NULL OR c.reported_at < n.at)
"""
"""$1 election, $2 and $3 conveyance and time of the positions that are new. Conveyances are held in the order of their codes, whatever the
plan: two who report the same ships at once, of which each had one that the other needs, would both wait for ever."""

BEGIN_JOURNEYS = """
INSERT INTO box_journeys (election_id, box_code, region_code, shipment_code, leg_number, is_aboard, due_at)
SELECT $1, w.box, b.region_code, w.shipment, w.leg, false, w.due
FROM unnest($2::text[], $3::text[], $4::int[], $5::timestamptz[]) AS w(box, shipment, leg, due)
JOIN boxes AS b ON b.election_id = $1 AND b.code = w.box
ON CONFLICT (election_id, box_code) DO NOTHING
"""
"""A box that was never scanned waits for the first leg of its plan."""

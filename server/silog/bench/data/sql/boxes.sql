-- Boxes late in the distribution: most at their station, the rest on the way; each with the way it goes.
CREATE UNLOGGED TABLE bench.acts (stage integer PRIMARY KEY, type text, state text, at text);
INSERT INTO bench.acts VALUES
  (0, 'ORDER', 'ORDERED', 'WAREHOUSE'), (1, 'PRODUCE', 'PRODUCED', 'WAREHOUSE'), (2, 'SHIP', 'SHIPPED', 'WAREHOUSE'),
  (3, 'RECEIVE', 'RECEIVED', 'WAREHOUSE'), (4, 'INSPECT', 'INSPECTED', 'WAREHOUSE'), (5, 'ASSEMBLE', 'ASSEMBLED', 'WAREHOUSE'),
  (6, 'PACK', 'PACKED', 'WAREHOUSE'), (7, 'SEAL', 'SEALED', 'WAREHOUSE'), (8, 'LOAD', 'LOADED', 'CONVEYANCE'),
  (9, 'DEPART', 'IN_TRANSIT', 'CONVEYANCE'), (10, 'ARRIVE', 'AT_PPK', 'PPK'), (11, 'ARRIVE', 'AT_PPS', 'PPS'),
  (12, 'ARRIVE', 'AT_STATION', 'STATION');

INSERT INTO conveyances (election_id, code, name, kind, region_code, home_code, capacity_boxes, speed_kn, clearance_m, point, reported_at)
SELECT f.election_id, 'CNV-' || f.region_code || '-' || n, 'Pompong ' || n || ' ' || f.name, 'POMPONG', f.region_code, f.code, 200, 8, 50,
  ST_SetSRID(ST_MakePoint(round((ST_X(f.point) + n * 0.013)::numeric, 6), round((ST_Y(f.point) - n * 0.009)::numeric, 6)), 4326), '2024-11-26T05:00:00Z'
FROM facilities f, generate_series(1, 4) AS n WHERE f.kind = 'WAREHOUSE';

INSERT INTO devices (election_id, id, label, region_code, place_code, algorithm, public_key, enrolled_at)
SELECT s.election, bench.device(r.code), 'Ponsel ' || r.name, r.code, NULL, 'ED25519', sha256(r.code::bytea), '2024-10-31T17:00:00Z'
FROM regions r, bench.sizes s WHERE r.level = 'VILLAGE';

CREATE UNLOGGED TABLE bench.ways AS
SELECT b.*, a.state,
  CASE WHEN stage > ((scans - 1) * (stage + 1) + scans - 1) / scans - 1 THEN a.type ELSE 'CHECK' END AS last_type,
  CASE a.at WHEN 'WAREHOUSE' THEN warehouse WHEN 'CONVEYANCE' THEN conveyance WHEN 'PPK' THEN ppk WHEN 'PPS' THEN pps ELSE station_code END AS place_code
FROM (
  SELECT n, c.code, station_code, region_code, contest, is_3t, lon, lat,
    (s.scans / s.boxes + (n < s.scans % s.boxes)::integer)::integer AS scans,
    'WH-' || left(region_code, 5) AS warehouse, 'CNV-' || left(region_code, 5) || '-' || 1 + n % 4 AS conveyance,
    'PPK-' || left(region_code, 8) AS ppk, 'PPS-' || region_code AS pps, bench.device(region_code) AS device,
    ARRAY['S' || lpad((n * 2)::text, 9, '0'), 'S' || lpad((n * 2 + 1)::text, 9, '0')] AS seals,
    (ARRAY[12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 11, 11, 10, 10, 9, 9, 7])[1 + bench.drawn(n, 20)] AS stage
  FROM bench.sizes s, (
    SELECT row_number() OVER (ORDER BY f.code, contest) - 1 AS n, f.code AS station_code, f.region_code, contest, f.is_3t, ST_X(f.point) AS lon, ST_Y(f.point) AS lat
    FROM facilities f, unnest(ARRAY['GOVERNOR', 'REGENT']) AS contest WHERE f.kind = 'POLLING_STATION') AS issued
  JOIN bench.codes c USING (n)
  WHERE n < s.boxes) AS b
JOIN bench.acts a USING (stage)
ORDER BY n;
ANALYZE bench.ways;

INSERT INTO boxes (election_id, code, station_code, region_code, contest, is_3t, issued_at, state, exceptions, seals, place_code, last_scan_id, last_scan_at, scan_count,
  last_scan_type, last_scan_place_code, last_scan_region_code, sighted_scan_id, sighted_at, sighted_by_air)
SELECT s.election, code, station_code, region_code, contest, is_3t, '2024-10-31T17:00:00Z', state,
  (ARRAY['{}', '{SEAL_MISMATCH}', '{WET}', '{DAMAGED}']::text[])[CASE WHEN bench.drawn(n * 5 + 2, 100) = 0 THEN 2 + n % 3 ELSE 1 END]::text[],
  seals, place_code, bench.scan_id(at, n, w.scans - 1), at, w.scans, last_type, place_code, region_code, bench.scan_id(at, n, w.scans - 1), at, false
FROM bench.sizes s, bench.ways w, LATERAL (SELECT bench.scanned_at(n, w.scans - 1, s.boxes, s.step_ms) AS at OFFSET 0) AS last;

UPDATE boxes b SET place_point = f.point FROM facilities f WHERE f.election_id = b.election_id AND f.code = b.place_code;

INSERT INTO progress (election_id, region_code, state, boxes, excepted)
SELECT election_id, left(region_code, length), state, count(*), count(*) FILTER (WHERE exceptions <> '{}')
FROM boxes, unnest(ARRAY[2, 5, 8, 13]) AS length GROUP BY election_id, left(region_code, length), state;
INSERT INTO region_totals (election_id, region_code, boxes, excepted, in_transit, delivered)
SELECT election_id, region_code, sum(boxes), sum(excepted), coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0),
  coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0)
FROM progress GROUP BY election_id, region_code;

-- One shipment to each district, with one leg; whoever has not come beyond the district's office is expected there.
INSERT INTO shipments (election_id, code, name, region_code, direction, origin_code, destination_code, planned_depart_at, planned_arrive_at, is_3t)
SELECT f.election_id, 'SHP-' || f.region_code, 'Ke ' || f.name, f.region_code, 'OUTBOUND', 'WH-' || left(f.region_code, 5), f.code,
  '2024-11-25T00:00:00Z', '2024-11-25T06:00:00Z', f.is_3t
FROM facilities f WHERE f.kind = 'PPK';

INSERT INTO legs (election_id, shipment_code, number, region_code, mode, conveyance_code, from_code, to_code, planned_depart_at, planned_arrive_at, departed_at, route, length_m, is_estimate)
SELECT h.election_id, h.code, 1, h.region_code, 'SEA', 'CNV-' || left(h.region_code, 5) || '-1', h.origin_code, h.destination_code, planned_depart_at, planned_arrive_at,
  planned_depart_at, ST_MakeLine(o.point, d.point), ST_DistanceSphere(o.point, d.point), true
FROM shipments h JOIN facilities o ON (o.election_id, o.code) = (h.election_id, h.origin_code) JOIN facilities d ON (d.election_id, d.code) = (h.election_id, h.destination_code);

INSERT INTO shipment_boxes (election_id, shipment_code, box_code, region_code)
SELECT s.election, 'SHP-' || left(region_code, 8), code, region_code FROM bench.ways, bench.sizes s;

INSERT INTO box_journeys (election_id, box_code, region_code, shipment_code, leg_number, is_aboard, due_at)
SELECT s.election, code, region_code, 'SHP-' || left(region_code, 8), 1, stage IN (8, 9),
  '2024-11-25T06:00:00Z'::timestamptz + bench.drawn(n, 72) * interval '1 hour'
FROM bench.ways, bench.sizes s WHERE stage < 11;

-- The scan number $1 of every box that has so many, with its number, its detail and where it was made; and what the fold found irregular, one scan in two hundred.
-- The event is as long as a real one and no device signed it: hash and signature have the right length, and the wrong content.
WITH new AS MATERIALIZED (
  SELECT s.election, w.*, bench.scan_id(w.at, w.n, $1::integer) AS id, lon + bench.drawn(w.n + $1, 4000) * 1e-6 AS seen_lon, lat + bench.drawn(w.n * 7 + $1, 4000) * 1e-6 AS seen_lat,
    (extract(epoch FROM w.at) * 1000)::bigint AS at_ms, md5(w.code || $1::integer) AS chance
  FROM bench.sizes s, (
    SELECT w.n, w.code, w.region_code, w.device, w.seals, w.lon, w.lat, CASE WHEN act.stage > before THEN act.type ELSE 'CHECK' END AS type,
      CASE act.at WHEN 'WAREHOUSE' THEN warehouse WHEN 'CONVEYANCE' THEN conveyance WHEN 'PPK' THEN ppk WHEN 'PPS' THEN pps ELSE station_code END AS place,
      bench.scanned_at(w.n, $1::integer, s.boxes, s.step_ms) AS at, $1::bigint * s.boxes + w.n + 1 AS seq
    FROM bench.sizes s, bench.ways w,
      LATERAL (SELECT (($1 + 1) * (w.stage + 1) + w.scans - 1) / w.scans - 1 AS reached, ($1 * (w.stage + 1) + w.scans - 1) / w.scans - 1 AS before) AS r
    JOIN bench.acts act ON act.stage = r.reached
    WHERE $1 < w.scans
    ORDER BY w.n) AS w
), numbered AS (
  INSERT INTO event_numbers (election_id, device_id, seq, scan_id) SELECT election, device, seq, id FROM new
), scanned AS (
  INSERT INTO scans (election_id, id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at, device_clock_at,
    received_at, event, event_hash, signature)
  SELECT election, id, region_code, code, type, place, seals, 'GOOD', device, seq, at_ms || ':0', at, at, at + interval '4 seconds',
    event, hash, hash || hash
  FROM (SELECT *, sha256(event) AS hash FROM (SELECT *, convert_to('{"box":"' || code || '","cond":"GOOD","detail":"' || chance || reverse(chance) || '","dev":"' || device
    || '","election":"BENCH","hlc":"' || at_ms || ':0","id":"' || id || '","place":"' || place || '","prev":"' || reverse(chance) || chance
    || '","seals":["' || seals[1] || '","' || seals[2] || '"],"seq":' || seq || ',"t_dev":' || at_ms || ',"type":"' || type || '","v":1}', 'UTF8') AS event
    FROM new OFFSET 0) AS written OFFSET 0) AS hashed
), detailed AS (
  INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor, point, accuracy_m)
  SELECT election, id, region_code,
    '{"acc_cm":800,"actor":"Petugas ' || n % 9973 || '","lat_e7":' || (seen_lat * 1e7)::bigint || ',"lon_e7":' || (seen_lon * 1e7)::bigint || ',"salt":"' || chance || '"}',
    'Petugas ' || n % 9973, ST_SetSRID(ST_MakePoint(seen_lon, seen_lat), 4326), 8
  FROM new
), sighted AS (
  INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m)
  SELECT election, id, region_code, round(seen_lon::numeric, 2), round(seen_lat::numeric, 2), 800 FROM new
)
INSERT INTO findings (election_id, box_code, region_code, scan_id, breach)
SELECT election, code, region_code, id, CASE WHEN n % 3 = 0 THEN 'SEALS_DIFFER' ELSE 'MISSED_SCAN' END
FROM new WHERE (n * 31 + $1) % 200 = 7;

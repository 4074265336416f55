-- A country as large as is asked for: four levels of regions with codes of the Kemendagri form, spread evenly, and a station's
-- neighbours near it on the map. 435,000 stations make 83,000 villages, 7,200 districts, 514 regencies and cities, 38 provinces.
CREATE UNLOGGED TABLE bench.counts AS
SELECT stations, villages, districts, regencies, greatest(1, round(regencies * 38 / 514.0)::bigint) AS provinces
FROM (SELECT *, greatest(1, round(districts * 514 / 7200.0)::bigint) AS regencies
  FROM (SELECT *, greatest(1, round(villages * 7200 / 83000.0)::bigint) AS districts
    FROM (SELECT stations, greatest(1, round(stations * 83000 / 435000.0)::bigint) AS villages FROM bench.sizes) a) b) c;

CREATE UNLOGGED TABLE bench.provinces AS
SELECT n, (ARRAY[11,12,13,14,15,16,17,18,19,21,31,32,33,34,35,36,51,52,53,61,62,63,64,65,71,72,73,74,75,76,81,82,91,92,93,94,95,96])[n + 1]::text AS code,
  96.0 + n % 10 * 4.4 AS lon, 4.0 - n / 10 * 3.6 AS lat
FROM bench.counts, generate_series(0, provinces - 1) AS n;

-- The last of a province's regencies are cities, numbered from 71.
CREATE UNLOGGED TABLE bench.regencies AS
SELECT r.n, is_city, p.code || '.' || lpad((CASE WHEN is_city THEN 71 + ordinal - 11 ELSE ordinal END)::text, 2, '0') AS code, p.code AS parent,
  p.lon + ordinal % 4 * 1.05 AS lon, p.lat - ordinal / 4 * 0.85 AS lat
FROM (SELECT n, province, ordinal, ordinal > 10 AS is_city
  FROM (SELECT n, n * provinces / regencies AS province, row_number() OVER (PARTITION BY n * provinces / regencies ORDER BY n) AS ordinal
    FROM bench.counts, generate_series(0, regencies - 1) AS n) a) r
JOIN bench.provinces p ON p.n = r.province;

CREATE UNLOGGED TABLE bench.districts AS
SELECT d.n, r.code || '.' || lpad(ordinal::text, 2, '0') AS code, r.code AS parent, bench.drawn(d.n, 10) = 0 AS is_3t,
  r.lon + ordinal % 4 * 0.24 AS lon, r.lat - ordinal / 4 * 0.2 AS lat
FROM (SELECT n, n * regencies / districts AS regency, row_number() OVER (PARTITION BY n * regencies / districts ORDER BY n) AS ordinal
  FROM bench.counts, generate_series(0, districts - 1) AS n) d
JOIN bench.regencies r ON r.n = d.regency;

CREATE UNLOGGED TABLE bench.villages AS
SELECT v.n, d.code || '.' || (2000 + ordinal)::text AS code, d.code AS parent, d.is_3t,
  d.lon + ordinal % 4 * 0.055 AS lon, d.lat - ordinal / 4 * 0.05 AS lat
FROM (SELECT n, n * districts / villages AS district, row_number() OVER (PARTITION BY n * districts / villages ORDER BY n) AS ordinal
  FROM bench.counts, generate_series(0, villages - 1) AS n) v
JOIN bench.districts d ON d.n = v.district;

INSERT INTO regions (code, parent_code, level, name, label, is_3t)
SELECT code, NULL, 'PROVINCE', 'Provinsi ' || bench.name(n), ST_SetSRID(ST_MakePoint(lon, lat), 4326), false FROM bench.provinces
UNION ALL
SELECT code, parent, 'REGENCY', CASE WHEN is_city THEN 'Kota ' ELSE 'Kabupaten ' END || bench.name(n),
  ST_SetSRID(ST_MakePoint(lon, lat), 4326), false FROM bench.regencies
UNION ALL
SELECT code, parent, 'DISTRICT', bench.name(n), ST_SetSRID(ST_MakePoint(lon, lat), 4326), is_3t FROM bench.districts
UNION ALL
SELECT code, parent, 'VILLAGE', bench.name(n), ST_SetSRID(ST_MakePoint(lon, lat), 4326), is_3t FROM bench.villages;

INSERT INTO facilities (election_id, code, kind, name, region_code, point, quality, source, is_3t)
SELECT election, mark || code, kind, kind || ' ' || name, code, ST_SetSRID(ST_MakePoint(round(lon::numeric, 6), round(lat::numeric, 6)), 4326), 'SYNTHETIC', 'silog bench', is_3t
FROM bench.sizes, (
  SELECT 'WH-' AS mark, 'WAREHOUSE' AS kind, bench.name(n) AS name, code, lon + 0.011 AS lon, lat + 0.013 AS lat, false AS is_3t FROM bench.regencies
  UNION ALL SELECT 'PPK-', 'PPK', bench.name(n), code, lon + 0.007, lat + 0.003, is_3t FROM bench.districts
  UNION ALL SELECT 'PPS-', 'PPS', bench.name(n), code, lon + 0.002, lat - 0.004, is_3t FROM bench.villages) AS office;

INSERT INTO facilities (election_id, code, kind, name, region_code, point, quality, source, is_3t, station_number, registered_voters)
SELECT election, 'TPS-' || v.code || '-' || lpad(ordinal::text, 3, '0'), 'POLLING_STATION', 'TPS ' || lpad(ordinal::text, 3, '0') || ' ' || bench.name(v.n),
  v.code, ST_SetSRID(ST_MakePoint(round((lon + bench.drawn(s.n, 40000) * 1e-6)::numeric, 6), round((lat + bench.drawn(s.n * 3 + 1, 40000) * 1e-6)::numeric, 6)), 4326),
  'SYNTHETIC', 'silog bench', v.is_3t, ordinal, 250 + bench.drawn(s.n, 350)
FROM bench.sizes, (SELECT n, n * villages / c.stations AS village, row_number() OVER (PARTITION BY n * villages / c.stations ORDER BY n) AS ordinal
  FROM bench.counts c, generate_series(0, c.stations - 1) AS n) s
JOIN bench.villages v ON v.n = s.village;

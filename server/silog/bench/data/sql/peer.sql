-- What a generated API needs to answer the same questions: functions for what it has no word for. Schema `peer`, used by it alone.
CREATE SCHEMA peer;
GRANT USAGE ON SCHEMA peer TO silog_owner, silog_app;

CREATE FUNCTION peer.boxes_after(code text) RETURNS SETOF boxes LANGUAGE sql STABLE AS $$
  SELECT * FROM boxes b WHERE b.election_id = 1 AND b.code > $1 ORDER BY b.code
$$;

CREATE FUNCTION peer.boxes_in(west double precision, south double precision, east double precision, north double precision)
RETURNS TABLE (code text, state text, is_3t boolean, lon double precision, lat double precision) LANGUAGE sql STABLE AS $$
  SELECT b.code, b.state, b.is_3t, ST_X(h.point), ST_Y(h.point)
  FROM (
    SELECT f.code, f.point FROM facilities f WHERE f.election_id = 1 AND f.point && ST_MakeEnvelope(west, south, east, north, 4326)
    UNION ALL
    SELECT c.code, c.point FROM conveyances c WHERE c.election_id = 1 AND c.point && ST_MakeEnvelope(west, south, east, north, 4326)) AS h
  JOIN boxes b ON b.election_id = 1 AND b.place_code = h.code
  ORDER BY b.code
$$;

CREATE FUNCTION peer.progress_of_regencies()
RETURNS TABLE (code text, name text, boxes integer, boxes_in_transit integer, boxes_delivered integer) LANGUAGE sql STABLE AS $$
  SELECT r.code, r.name, coalesce(sum(p.boxes), 0)::integer,
    coalesce(sum(p.boxes) FILTER (WHERE p.state IN ('LOADED', 'IN_TRANSIT', 'AT_HUB', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB')), 0)::integer,
    coalesce(sum(p.boxes) FILTER (WHERE p.state IN ('AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED', 'RETURN_LOADED', 'RETURN_IN_TRANSIT',
      'RETURN_AT_HUB', 'RETURN_AT_PPS', 'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED', 'LEGAL_HOLD', 'DISPOSED')), 0)::integer
  FROM regions r LEFT JOIN progress p ON p.election_id = 1 AND p.region_code = r.code
  WHERE r.level = 'REGENCY' GROUP BY r.code, r.name ORDER BY r.code
$$;

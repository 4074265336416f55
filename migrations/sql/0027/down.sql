-- Draws scans as 0018 did, and draws tracks and keeps their lines as 0024 did.
CREATE OR REPLACE FUNCTION tile_scans(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  kept integer := CASE WHEN z <= 7 AND length(scope_region()) <= 5 THEN greatest(11, z + 6) WHEN z <= 8 THEN 14 ELSE 17 END;
  shown integer := least(kept, z + 6);
  side double precision := 4096 * 2.0 ^ (z - shown);
  west integer := floor(x * 2.0 ^ (kept - z));
  north integer := floor(y * 2.0 ^ (kept - z));
  more integer := ceil(2.0 ^ (kept - z)) - 1;
  election integer := scope_election();
BEGIN
  RETURN (
    SELECT ST_AsMVT(cell, 'scans', 4096, 'geom', 'id')
    FROM (
      SELECT (cx::bigint << shown) + cy AS id, scans, ST_Point(px, py) AS geom
      FROM (
        SELECT c.x >> (kept - shown) AS cx, c.y >> (kept - shown) AS cy, sum(c.scans)::integer AS scans
        FROM scan_cells c
        WHERE c.election_id = election AND c.level = kept AND c.x BETWEEN west AND west + more AND c.y BETWEEN north AND north + more
        GROUP BY 1, 2
      ) AS found, LATERAL (
        SELECT floor((cx + 0.5::float8) * side - x * 4096.0::float8)::integer AS px, floor((cy + 0.5::float8) * side - y * 4096.0::float8)::integer AS py
      ) AS middle
      WHERE px BETWEEN 0 AND 4095 AND py BETWEEN 0 AND 4095
      ORDER BY cx, cy
    ) AS cell
  );
END
$$;

CREATE OR REPLACE FUNCTION tile_tracks(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  frame geometry := ST_TileEnvelope(z, x, y);
  around geometry := ST_Expand(ST_TileEnvelope(z, x, y, margin => 1.0 / 64), 30);
  dot double precision := CASE WHEN z <= 8 THEN 40075017 / (8 * 512 * 2.0 ^ z) ELSE -1 END;
  election integer := scope_election();
  moment timestamptz := election_now(election);
BEGIN
  RETURN (
    WITH gone AS (
      SELECT t.conveyance_code AS code, t.since, t.until, CASE WHEN z <= 10 THEN t.far ELSE t.line END AS line,
        t.since IS DISTINCT FROM lag(t.until) OVER (PARTITION BY t.conveyance_code ORDER BY t.since) AS is_beginning
      FROM track_hours t
      WHERE t.election_id = election AND t.hour > moment - interval '25 hours' AND t.until > moment - interval '1 day' AND t.since <= moment
        AND t.far && around AND greatest(ST_XMax(t.far) - ST_XMin(t.far), ST_YMax(t.far) - ST_YMin(t.far)) > dot
    ), parted AS (
      SELECT code, since, until, line, count(*) FILTER (WHERE is_beginning) OVER (PARTITION BY code ORDER BY since) AS part FROM gone
    ), tracks AS (
      SELECT code, min(since) AS since, max(until) AS until, ST_MakeLine(line ORDER BY since) AS line FROM parted GROUP BY code, part
    )
    SELECT ST_AsMVT(track, 'tracks', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(concat_ws(' ', t.code, t.since)) AS id, t.code, c.kind, extract(epoch FROM t.since)::bigint AS since,
        extract(epoch FROM t.until)::bigint AS until, ST_AsMVTGeom(t.line, frame, 4096, 64, true) AS geom
      FROM tracks t JOIN conveyances c ON c.election_id = election AND c.code = t.code ORDER BY t.code, t.since
    ) AS track
    WHERE track.geom IS NOT NULL
  );
END
$$;
DROP FUNCTION tile_lines(geometry, integer, integer, integer);
ALTER TABLE track_hours ALTER line SET STORAGE MAIN, ALTER conveyance_code SET STORAGE EXTENDED;

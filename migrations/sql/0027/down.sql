-- Draws tracks and keeps their lines as 0024 did.
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

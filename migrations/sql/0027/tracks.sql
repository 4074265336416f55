-- What makes a row too long for a page is its line, which is needed near by alone. PostgreSQL put the conveyance's code aside instead, as
-- PostGIS keeps geometries in the row, and fetched it for every comparison of a sort: four fifths of what a tile cost. CLUSTER writes anew.
ALTER TABLE track_hours ALTER line SET STORAGE EXTERNAL, ALTER conveyance_code SET STORAGE MAIN;
CLUSTER track_hours USING track_hours_pkey;
ALTER TABLE track_hours SET WITHOUT CLUSTER;

-- Lines of the web's square map in units of a tile, within one unit, cut off beyond the margin. ST_AsMVTGeom, which makes points of all
-- layers, takes the far end off a way that goes there and back on the same line, and all of it where it is straight: a ferry was not drawn.
CREATE FUNCTION tile_lines(lines geometry, z integer, x integer, y integer) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ST_SnapToGrid(ST_ClipByBox2D(ST_Simplify(ST_Affine(lines,
    4096 * 2.0::float8 ^ z / 40075016.6855785, 0, 0, -4096 * 2.0::float8 ^ z / 40075016.6855785,
    4096 * (2.0::float8 ^ z / 2 - x), 4096 * (2.0::float8 ^ z / 2 - y)), 0.5), 'BOX(-64 -64, 4160 4160)'::box2d), 1);

-- Where conveyances went in the last day on the election's clock, to the hour. Up to zoom 10 all lines of a conveyance are one feature,
-- drawn within 30 metres, and an hour in which it went less than a unit is left out. From zoom 11 hours that follow on each other are one line.
CREATE OR REPLACE FUNCTION tile_tracks(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  around geometry := ST_Expand(ST_TileEnvelope(z, x, y, margin => 1.0 / 64), 30);
  unit double precision := 40075016.6855785 / (4096 * 2.0 ^ z);
  election integer := scope_election();
  moment timestamptz := election_now(election);
BEGIN
  IF z <= 10 THEN
    RETURN (
      WITH tracks AS MATERIALIZED (
        SELECT t.conveyance_code AS code, min(t.since) AS since, max(t.until) AS until, tile_lines(ST_Collect(t.far), z, x, y) AS geom
        FROM track_hours t
        WHERE t.election_id = election AND t.hour > moment - interval '25 hours' AND t.until > moment - interval '1 day' AND t.since <= moment
          AND t.far && around AND greatest(ST_XMax(t.far) - ST_XMin(t.far), ST_YMax(t.far) - ST_YMin(t.far)) > unit
        GROUP BY t.conveyance_code
      )
      SELECT ST_AsMVT(track, 'tracks', 4096, 'geom', 'id')
      FROM (
        SELECT tile_feature_id(t.code) AS id, t.code, c.kind, extract(epoch FROM t.since)::bigint AS since,
          extract(epoch FROM t.until)::bigint AS until, t.geom
        FROM tracks t JOIN conveyances c ON c.election_id = election AND c.code = t.code WHERE NOT ST_IsEmpty(t.geom) ORDER BY t.code
      ) AS track
    );
  END IF;
  RETURN (
    WITH gone AS (
      SELECT t.conveyance_code AS code, t.since, t.until, t.line,
        t.since IS DISTINCT FROM lag(t.until) OVER (PARTITION BY t.conveyance_code ORDER BY t.since) AS is_beginning
      FROM track_hours t
      WHERE t.election_id = election AND t.hour > moment - interval '25 hours' AND t.until > moment - interval '1 day' AND t.since <= moment
        AND t.far && around
    ), parted AS (
      SELECT code, since, until, line, count(*) FILTER (WHERE is_beginning) OVER (PARTITION BY code ORDER BY since) AS part FROM gone
    ), tracks AS MATERIALIZED (
      SELECT code, min(since) AS since, max(until) AS until, tile_lines(ST_MakeLine(line ORDER BY since), z, x, y) AS geom
      FROM parted GROUP BY code, part
    )
    SELECT ST_AsMVT(track, 'tracks', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(concat_ws(' ', t.code, t.since)) AS id, t.code, c.kind, extract(epoch FROM t.since)::bigint AS since,
        extract(epoch FROM t.until)::bigint AS until, t.geom
      FROM tracks t JOIN conveyances c ON c.election_id = election AND c.code = t.code WHERE NOT ST_IsEmpty(t.geom) ORDER BY t.code, t.since
    ) AS track
  );
END
$$;

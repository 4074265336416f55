-- Draws places and tracks as 0018 did, and reaches as 0002 did.
CREATE OR REPLACE FUNCTION tile_places(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  reach geometry := tile_reach(z, x, y);
BEGIN
  RETURN (
    SELECT ST_AsMVT(place, 'places', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(f.code) AS id, f.code, f.name, f.kind, f.is_3t, f.quality = 'SYNTHETIC' AS is_synthetic,
        ST_Point(tile_unit(f.map_x, z, x), tile_unit(f.map_y, z, y)) AS geom
      FROM facilities f
      WHERE f.point && reach
        AND (f.kind IN ('WAREHOUSE', 'PORT', 'PPK') OR z >= 9 AND f.kind IN ('AIRPORT', 'PPS') OR z >= 11 AND f.kind IN ('LANDING', 'POLLING_STATION'))
      ORDER BY f.code
    ) AS place
  );
END
$$;
DROP INDEX facilities_far;

CREATE OR REPLACE FUNCTION tile_reach(z integer, x integer, y integer) RETURNS geometry
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ST_Transform(ST_TileEnvelope(z, x, y, margin => 1.0 / 64), 4326);

CREATE OR REPLACE FUNCTION tile_tracks(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  frame geometry := ST_TileEnvelope(z, x, y);
  reach geometry := tile_reach(z, x, y);
  around geometry := ST_Expand(reach, 0.2);
  pace double precision := greatest(1, 15000 / 2.0 ^ z);
  election integer := scope_election();
  moment timestamptz := election_now(election);
BEGIN
  RETURN (
    WITH heard AS (
      SELECT c.code, c.kind, p.at, p.point, p.at - p.before > interval '15 minutes' AS is_beginning
      FROM conveyances c CROSS JOIN LATERAL (
        SELECT o.at, o.point, lag(o.at) OVER (ORDER BY o.at) AS before FROM positions o
        WHERE o.election_id = election AND o.conveyance_code = c.code AND o.at > moment - interval '1 day' AND o.at <= moment
          AND o.point && around
      ) AS p
      WHERE c.election_id = election
        AND (p.before IS NULL OR p.at - p.before > interval '15 minutes'
          OR floor(extract(epoch FROM p.at)::float8 / pace) <> floor(extract(epoch FROM p.before)::float8 / pace))
    ), parted AS (
      SELECT code, kind, at, point, count(*) FILTER (WHERE is_beginning) OVER (PARTITION BY code ORDER BY at) AS part FROM heard
    ), lines AS (
      SELECT code, kind, min(at) AS since, max(at) AS until, ST_MakeLine(point ORDER BY at) AS line
      FROM parted GROUP BY code, kind, part HAVING count(*) > 1
    )
    SELECT ST_AsMVT(track, 'tracks', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(concat_ws(' ', code, since)) AS id, code, kind, extract(epoch FROM since)::bigint AS since,
        extract(epoch FROM until)::bigint AS until, ST_AsMVTGeom(ST_Transform(line, 3857), frame, 4096, 64, true) AS geom
      FROM lines WHERE line && reach ORDER BY code, since
    ) AS track
    WHERE track.geom IS NOT NULL
  );
END
$$;
DROP TABLE track_hours_due, track_hours;

-- Draws places as 0018 did.
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

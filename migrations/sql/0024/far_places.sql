-- What is drawn of places from afar, apart from the many that are not.
CREATE INDEX facilities_far ON facilities USING gist (point) WHERE kind IN ('WAREHOUSE', 'PORT', 'PPK');

-- Facilities, the more of them the nearer one looks: 3,327 stations on a map of the whole province would be one blot. From afar (up to
-- zoom 8) one on each 1/128 of a tile, where no two signs have room: a warehouse before a PPK before a port, which is how their names sort.
CREATE OR REPLACE FUNCTION tile_places(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  reach geometry := tile_reach(z, x, y);
BEGIN
  IF z <= 8 THEN
    RETURN (
      SELECT ST_AsMVT(place, 'places', 4096, 'geom', 'id')
      FROM (
        SELECT tile_feature_id(first.code) AS id, first.code, first.name, first.kind, first.is_3t, first.is_synthetic,
          ST_Point(tile_unit(first.map_x, z, x), tile_unit(first.map_y, z, y)) AS geom
        FROM (
          SELECT DISTINCT ON (f.map_x >> (23 - z), f.map_y >> (23 - z))
            f.code, f.name, f.kind, f.is_3t, f.quality = 'SYNTHETIC' AS is_synthetic, f.map_x, f.map_y
          FROM facilities f WHERE f.point && reach AND f.kind IN ('WAREHOUSE', 'PORT', 'PPK')
          ORDER BY f.map_x >> (23 - z), f.map_y >> (23 - z), f.kind DESC, f.code
        ) AS first
        ORDER BY first.code
      ) AS place
    );
  END IF;
  RETURN (
    SELECT ST_AsMVT(place, 'places', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(f.code) AS id, f.code, f.name, f.kind, f.is_3t, f.quality = 'SYNTHETIC' AS is_synthetic,
        ST_Point(tile_unit(f.map_x, z, x), tile_unit(f.map_y, z, y)) AS geom
      FROM facilities f
      WHERE f.point && reach AND (f.kind IN ('WAREHOUSE', 'PORT', 'PPK', 'AIRPORT', 'PPS') OR z >= 11 AND f.kind IN ('LANDING', 'POLLING_STATION'))
      ORDER BY f.code
    ) AS place
  );
END
$$;

-- Vector tiles, one function per layer: /tiles/<layer>/{z}/{x}/{y}.mvt calls tile_<layer>(z, x, y).
--
-- SECURITY INVOKER: what a tile holds is what row-level security shows to the scope of the statement, so the public view has no
-- conveyances. Points up to a 64th of a tile beyond its edge come along, so that a symbol on the edge is drawn whole.

-- The area whose points a tile draws, in the coordinates of the stored points.
CREATE FUNCTION tile_reach(z integer, x integer, y integer) RETURNS geometry
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ST_Transform(ST_TileEnvelope(z, x, y, margin => 1.0 / 64), 4326);

CREATE FUNCTION tile_point(point geometry, z integer, x integer, y integer) RETURNS geometry
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ST_AsMVTGeom(ST_Transform(point, 3857), ST_TileEnvelope(z, x, y), 4096, 64, true);

-- A feature's number must be stable, positive and exact in a browser's arithmetic: 48 bits of the code's hash.
CREATE FUNCTION tile_feature_id(code text) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended(code, 0) & x'0000ffffffffffff'::bigint;

-- Facilities, the more of them the nearer one looks: 3,327 stations on a map of the whole province would be one blot.
CREATE FUNCTION tile_places(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE sql STABLE SECURITY INVOKER PARALLEL SAFE
BEGIN ATOMIC
  SELECT ST_AsMVT(place, 'places', 4096, 'geom', 'id')
  FROM (
    SELECT tile_feature_id(f.code) AS id, f.code, f.name, f.kind, f.is_3t, f.quality = 'SYNTHETIC' AS is_synthetic,
      tile_point(f.point, z, x, y) AS geom
    FROM facilities f
    WHERE f.point && (SELECT tile_reach(z, x, y))
      AND (f.kind IN ('WAREHOUSE', 'PORT', 'PPK') OR z >= 9 AND f.kind IN ('AIRPORT', 'PPS') OR z >= 11 AND f.kind IN ('LANDING', 'POLLING_STATION'))
    ORDER BY f.code
  ) AS place;
END;

-- One point for each place or conveyance that holds boxes now, with how many and how many of them need somebody: those with an
-- exception, and those whose leg should be done by now on the election's clock. The late ones are found once for the tile.
CREATE FUNCTION tile_boxes(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE sql STABLE SECURITY INVOKER PARALLEL SAFE
BEGIN ATOMIC
  SELECT ST_AsMVT(holder, 'boxes', 4096, 'geom', 'id')
  FROM (
    SELECT tile_feature_id(h.code) AS id, h.code, h.kind, held.boxes, held.needing, tile_point(h.point, z, x, y) AS geom
    FROM (
      SELECT election_id, code, kind, point FROM facilities WHERE point && (SELECT tile_reach(z, x, y))
      UNION ALL
      SELECT election_id, code, kind, point FROM conveyances WHERE point && (SELECT tile_reach(z, x, y))
    ) AS h
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS boxes, (count(*) FILTER (WHERE b.exceptions <> '{}' OR b.code IN (
          SELECT j.box_code FROM box_journeys j
          WHERE j.election_id = (SELECT scope_election()) AND j.due_at < (SELECT election_now(scope_election()))
        )))::integer AS needing
      FROM boxes b WHERE b.election_id = h.election_id AND b.place_code = h.code
    ) AS held
    WHERE held.boxes > 0
    ORDER BY h.code
  ) AS holder;
END;

GRANT EXECUTE ON FUNCTION tile_places(integer, integer, integer), tile_boxes(integer, integer, integer) TO silog_app;

-- Vector tiles, one function per layer: /tiles/<layer>/{z}/{x}/{y}.mvt calls tile_<layer>(z, x, y).
--
-- In PL/pgSQL, whose statements are planned once for a connection; a function in SQL is planned for each tile, which took longer than
-- drawing a near one. Still SECURITY INVOKER: what a tile holds is what row-level security shows to the scope of the statement.
DROP FUNCTION tile_boxes(integer, integer, integer), tile_places(integer, integer, integer);
DROP FUNCTION tile_point(geometry, integer, integer, integer);

-- Where places lie, and the boxes at them, on the web's map: found out when it is written, not for each tile.
ALTER TABLE facilities
  ADD COLUMN map_x integer NOT NULL GENERATED ALWAYS AS (map_x(ST_X(point))) STORED,
  ADD COLUMN map_y integer NOT NULL GENERATED ALWAYS AS (map_y(ST_Y(point))) STORED;
ALTER TABLE boxes
  ADD COLUMN map_x integer GENERATED ALWAYS AS (map_x(ST_X(place_point))) STORED,
  ADD COLUMN map_y integer GENERATED ALWAYS AS (map_y(ST_Y(place_point))) STORED;

-- A place on the map in the units of a tile, 4096 across: `along` is of the map, `tile` the tile's number in the same direction.
CREATE FUNCTION tile_unit(along integer, z integer, tile integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN z <= 18 THEN (along >> (18 - z)) - (tile << 12) ELSE ((along::bigint << (z - 18)) - (tile::bigint << 12))::integer END;

-- Facilities, the more of them the nearer one looks: 3,327 stations on a map of the whole province would be one blot.
CREATE FUNCTION tile_places(z integer, x integer, y integer) RETURNS bytea
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

-- What a place code says by itself; files with other codes are not loaded.
CREATE FUNCTION kind_of_place(code text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE left(code, 3)
    WHEN 'TPS' THEN 'POLLING_STATION' WHEN 'PPS' THEN 'PPS' WHEN 'PPK' THEN 'PPK' WHEN 'WH-' THEN 'WAREHOUSE' WHEN 'POR' THEN 'PORT'
    WHEN 'LDG' THEN 'LANDING' WHEN 'AIR' THEN 'AIRPORT' END;

-- One point for each place or conveyance that holds boxes now, with how many and how many of them need somebody: those with an
-- exception, and those whose leg should be done by now on the election's clock. From afar (up to zoom 8) one point for all places
-- that would be drawn on the same 1/512 of a tile, under the code of the one that holds most. What carries boxes is never put together. All
-- that is told of a place stands with its boxes or in its code: nothing is looked up.
CREATE FUNCTION tile_boxes(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  reach geometry := tile_reach(z, x, y);
  election integer := scope_election();
  moment timestamptz := election_now(election);
BEGIN
  RETURN (
    WITH late AS MATERIALIZED (
      SELECT j.box_code FROM box_journeys j WHERE j.election_id = election AND j.due_at < moment
    ), held AS (
      SELECT b.map_x, b.map_y, b.place_code AS code, count(*)::integer AS boxes,
        (count(*) FILTER (WHERE b.exceptions <> '{}' OR b.code IN (SELECT box_code FROM late)))::integer AS needing
      FROM boxes b WHERE b.election_id = election AND b.place_point && reach GROUP BY b.map_x, b.map_y, b.place_code
    ), ashore AS (
      SELECT code, boxes, needing, map_x, map_y FROM held WHERE z > 8
      UNION ALL
      -- The greatest of these texts names the place with most boxes, and costs less than sorting the places of a pixel.
      SELECT substr(most, 8), boxes, needing, (px << (21 - z)), (py << (21 - z)) FROM (
        SELECT map_x >> (21 - z) AS px, map_y >> (21 - z) AS py, max(lpad(boxes::text, 7, '0') || code) AS most,
          sum(boxes)::integer AS boxes, sum(needing)::integer AS needing
        FROM held WHERE z <= 8 GROUP BY 1, 2
      ) AS pixel
    ), aboard AS (
      SELECT c.code, c.kind, h.boxes, h.needing, c.point
      FROM conveyances c CROSS JOIN LATERAL (
        SELECT count(*)::integer AS boxes,
          (count(*) FILTER (WHERE b.exceptions <> '{}' OR b.code IN (SELECT box_code FROM late)))::integer AS needing
        FROM boxes b WHERE b.election_id = election AND b.place_code = c.code
      ) AS h
      WHERE c.election_id = election AND c.point && reach AND h.boxes > 0
    ), drawn AS (
      SELECT code, kind_of_place(code) AS kind, boxes, needing, map_x, map_y FROM ashore
      UNION ALL
      SELECT code, kind, boxes, needing, map_x(ST_X(point)), map_y(ST_Y(point)) FROM aboard
    )
    SELECT ST_AsMVT(holder, 'boxes', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(code) AS id, code, kind, boxes, needing, ST_Point(tile_unit(map_x, z, x), tile_unit(map_y, z, y)) AS geom
      FROM drawn ORDER BY code
    ) AS holder
  );
END
$$;

-- The legs that are under way or still to come, once for each voyage: shipments that travel together share a line. What would be drawn
-- as a dot, a 512th of a tile or less, is left out: thousands of ways to stations on a map of the province.
CREATE FUNCTION tile_shipments(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  frame geometry := ST_TileEnvelope(z, x, y);
  reach geometry := tile_reach(z, x, y);
  election integer := scope_election();
  moment timestamptz := election_now(election);
  dot double precision := 360 / (512 * 2.0 ^ z);
BEGIN
  RETURN (
    SELECT ST_AsMVT(voyage, 'shipments', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(concat_ws(' ', conveyance_code, from_code, to_code, planned_depart_at)) AS id, conveyance_code AS conveyance,
        from_code AS "from", to_code AS "to", min(mode) AS mode, count(*)::integer AS shipments, bool_or(departed_at IS NOT NULL) AS is_under_way,
        bool_or(planned_arrive_at < moment) AS is_late, bool_or(is_estimate) AS is_estimate,
        ST_AsMVTGeom(ST_Transform((array_agg(route ORDER BY shipment_code))[1], 3857), frame, 4096, 64, true) AS geom
      FROM legs WHERE election_id = election AND route && reach AND arrived_at IS NULL
        AND greatest(ST_XMax(route) - ST_XMin(route), ST_YMax(route) - ST_YMin(route)) > dot
      GROUP BY conveyance_code, from_code, to_code, planned_depart_at ORDER BY planned_depart_at, 1
    ) AS voyage
    WHERE voyage.geom IS NOT NULL
  );
END
$$;

-- Where conveyances went in the last day on the election's clock. A line ends where nothing was heard for a quarter of an hour and goes
-- on after it: drawn straight it would run over islands. From afar one position is drawn in the time in which a vessel crosses a 512th
-- of a tile; what lies farther from the tile than any vessel goes in a quarter of an hour is left out before anything is sorted.
CREATE FUNCTION tile_tracks(z integer, x integer, y integer) RETURNS bytea
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

-- How many scans were made where, in cells of a 64th of a tile, read from the grid that is nearest to them. A tile deeper than
-- level 17 shows the cell that it is part of where the cell's middle lies in it.
CREATE FUNCTION tile_scans(z integer, x integer, y integer) RETURNS bytea
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

GRANT EXECUTE ON FUNCTION tile_places(integer, integer, integer), tile_boxes(integer, integer, integer),
  tile_shipments(integer, integer, integer), tile_tracks(integer, integer, integer), tile_scans(integer, integer, integer) TO silog_app;

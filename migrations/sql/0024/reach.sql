-- A tile with its margin, in degrees. Worked out here and not by a projection, which took what lies beyond 180 degrees east to the far west:
-- from zoom 1 to 3 nothing was drawn of the tiles along that edge, and with them of Indonesia or its east.
CREATE OR REPLACE FUNCTION tile_reach(z integer, x integer, y integer) RETURNS geometry
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ST_MakeEnvelope(
    greatest(-180, (x - 1.0::float8 / 64) / 2 ^ z * 360 - 180), degrees(atan(sinh(pi() * (1 - 2 * (y + 65.0::float8 / 64) / 2 ^ z)))),
    least(180, (x + 65.0::float8 / 64) / 2 ^ z * 360 - 180), degrees(atan(sinh(pi() * (1 - 2 * (y - 1.0::float8 / 64) / 2 ^ z)))), 4326);

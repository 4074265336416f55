DROP FUNCTION thin_positions(integer, timestamptz, interval, timestamptz);
DROP TABLE positions_thinned;

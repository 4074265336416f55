-- Takes down what 0018 made; the scans themselves stay, so the grid can be counted again. 0002/tiles.sql then makes its layers.
DROP FUNCTION tile_scans(integer, integer, integer), tile_tracks(integer, integer, integer), tile_shipments(integer, integer, integer),
  tile_boxes(integer, integer, integer), tile_places(integer, integer, integer);
DROP FUNCTION tile_unit(integer, integer, integer), kind_of_place(text);
DROP FUNCTION tile_feature_id(text), tile_reach(integer, integer, integer);
ALTER TABLE facilities DROP COLUMN map_x, DROP COLUMN map_y;
ALTER TABLE boxes DROP COLUMN map_x, DROP COLUMN map_y;
DROP FUNCTION cells_of_scan(text, double precision, double precision);
DROP TABLE scan_cells;
DROP FUNCTION map_x(double precision), map_y(double precision);

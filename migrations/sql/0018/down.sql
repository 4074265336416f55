-- Takes down what 0018 made; the scans themselves stay, so the grid can be counted again. 0002/tiles.sql then makes its layers.
DROP FUNCTION tile_scans(integer, integer, integer), tile_tracks(integer, integer, integer), tile_shipments(integer, integer, integer),
  tile_boxes(integer, integer, integer), tile_places(integer, integer, integer);
DROP FUNCTION tile_x(geometry, integer, integer), tile_y(geometry, integer, integer);
DROP FUNCTION tile_feature_id(text), tile_reach(integer, integer, integer);
ALTER TABLE facilities DROP COLUMN mercator;
DROP FUNCTION cells_of_scan(text, double precision, double precision);
DROP FUNCTION scan_cell_x(double precision), scan_cell_y(double precision);
DROP TABLE scan_cells;

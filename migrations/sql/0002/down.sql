-- Takes down what 0002 made; no row is lost.
DROP FUNCTION tile_boxes(integer, integer, integer), tile_places(integer, integer, integer);
DROP FUNCTION tile_feature_id(text), tile_point(geometry, integer, integer, integer), tile_reach(integer, integer, integer);

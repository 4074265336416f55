DROP TRIGGER stations_come ON facilities;
DROP TRIGGER stations_move ON facilities;
DROP TRIGGER stations_go ON facilities;
DROP FUNCTION count_stations(), region_lineage(text);
DROP TABLE station_counts;
ALTER TABLE progress DROP COLUMN excepted;

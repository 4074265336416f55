DROP TABLE dead_zones;
DROP TABLE trip_tracks;

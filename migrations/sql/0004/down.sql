DROP TRIGGER progress_comes ON progress;
DROP TRIGGER progress_moves ON progress;
DROP TRIGGER progress_goes ON progress;
DROP FUNCTION follow_progress, move_region_totals;
DROP TABLE region_totals;
DROP FUNCTION is_on_the_way, is_delivered;

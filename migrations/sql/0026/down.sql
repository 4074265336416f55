DROP TYPE new_scan, folded_box, followed_scan, told_scan;
ALTER TABLE boxes DROP COLUMN sighted_at, DROP COLUMN sighted_by_air;

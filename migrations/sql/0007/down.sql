DROP TRIGGER regions_come ON regions;
DROP TRIGGER regions_change ON regions;
DROP FUNCTION name_regions_around();
ALTER TABLE regions
  DROP COLUMN grandparent_code,
  DROP COLUMN great_grandparent_code,
  DROP COLUMN parent_name_json,
  DROP COLUMN grandparent_name_json,
  DROP COLUMN great_grandparent_name_json;
ALTER TABLE boxes
  DROP COLUMN last_scan_type,
  DROP COLUMN last_scan_place_code,
  DROP COLUMN last_scan_region_code;

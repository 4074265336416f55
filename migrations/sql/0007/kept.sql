-- What a row tells of the single row it hangs on, kept with it: a list of fifty boxes asked for fifty scans out of millions, and for two
-- hundred regions. Projections, as place_point is: nobody may set them to anything else.

-- Of the scan that happened last. Written by custody with the rest of the row, by the scan's id; scans never change. The region is that
-- under which the scan is filed, which says who may see it: a scan from before its box was issued lies where its device is at home.
ALTER TABLE boxes
  ADD COLUMN last_scan_type text COLLATE "C",
  ADD COLUMN last_scan_place_code text COLLATE "C",
  ADD COLUMN last_scan_region_code text COLLATE "C";
UPDATE boxes b SET last_scan_type = s.type, last_scan_place_code = s.place_code, last_scan_region_code = s.region_code
FROM scans s WHERE s.election_id = b.election_id AND s.id = b.last_scan_id;

-- Of the regions around a region: their codes follow from its own, their names from those regions.
ALTER TABLE regions
  ADD COLUMN grandparent_code text COLLATE "C" GENERATED ALWAYS AS (CASE length(code) WHEN 13 THEN left(code, 5) WHEN 8 THEN left(code, 2) END) STORED,
  ADD COLUMN great_grandparent_code text COLLATE "C" GENERATED ALWAYS AS (CASE length(code) WHEN 13 THEN left(code, 2) END) STORED,
  ADD COLUMN parent_name_json text,
  ADD COLUMN grandparent_name_json text,
  ADD COLUMN great_grandparent_name_json text;

-- Whoever writes regions, a file's loader or an operator's SQL, the names follow in the same statement, in the regions that were written
-- and in all that lie in them, whichever came first. The update calls the trigger again, which then finds nothing left to do.
CREATE FUNCTION name_regions_around() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows) THEN
    UPDATE regions r SET parent_name_json = p.name_json, grandparent_name_json = g.name_json, great_grandparent_name_json = h.name_json
    FROM regions c
      LEFT JOIN regions p ON p.code = c.parent_code
      LEFT JOIN regions g ON g.code = c.grandparent_code
      LEFT JOIN regions h ON h.code = c.great_grandparent_code
    WHERE r.code = c.code
      AND (c.code IN (SELECT code FROM new_rows) OR c.parent_code IN (SELECT code FROM new_rows)
        OR c.grandparent_code IN (SELECT code FROM new_rows) OR c.great_grandparent_code IN (SELECT code FROM new_rows))
      AND (r.parent_name_json, r.grandparent_name_json, r.great_grandparent_name_json)
        IS DISTINCT FROM (p.name_json, g.name_json, h.name_json);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER regions_come AFTER INSERT ON regions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION name_regions_around();
CREATE TRIGGER regions_change AFTER UPDATE ON regions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION name_regions_around();
UPDATE regions SET name = name;

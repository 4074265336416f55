-- The scans of a box in their order, with nothing left to sort.
DROP INDEX scans_box;
CREATE INDEX scans_box ON scans (election_id, box_code, occurred_at, id);
DROP INDEX findings_scan;
CREATE INDEX findings_scan ON findings (election_id, scan_id, breach);

-- Where the place is at which a box was scanned last: with the box, for a map asks it of a thousand boxes at once. Null where it is
-- aboard, or where nobody knows the place. A projection, kept by custody with the rest of the row; where a place itself moves, by
-- this trigger.
ALTER TABLE boxes ADD COLUMN place_point geometry(Point, 4326);
UPDATE boxes b SET place_point = f.point FROM facilities f WHERE f.election_id = b.election_id AND f.code = b.place_code;
CREATE INDEX boxes_place_point ON boxes USING gist (place_point);

CREATE FUNCTION move_boxes_with_places() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE boxes b SET place_point = f.point FROM new_rows f
  WHERE b.election_id = f.election_id AND b.place_code = f.code AND b.place_point IS DISTINCT FROM f.point;
  RETURN NULL;
END
$$;
CREATE TRIGGER places_come AFTER INSERT ON facilities
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION move_boxes_with_places();
CREATE TRIGGER places_move AFTER UPDATE ON facilities
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION move_boxes_with_places();

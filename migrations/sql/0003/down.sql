DROP TRIGGER places_come ON facilities;
DROP TRIGGER places_move ON facilities;
DROP FUNCTION move_boxes_with_places();
ALTER TABLE boxes DROP COLUMN place_point;
DROP INDEX scans_box;
CREATE INDEX scans_box ON scans (election_id, box_code, occurred_at);
DROP INDEX findings_scan;
CREATE INDEX findings_scan ON findings (election_id, scan_id);
DROP INDEX regions_level;
ALTER TABLE regions DROP COLUMN name_json;
ALTER TABLE facilities DROP COLUMN name_json;
DROP FUNCTION json_text(text);
DROP TRIGGER stations_come ON facilities;
DROP TRIGGER stations_move ON facilities;
DROP TRIGGER stations_go ON facilities;
DROP FUNCTION count_stations(), region_lineage(text);
DROP TABLE station_counts;
ALTER TABLE progress DROP COLUMN excepted;

CREATE OR REPLACE PROCEDURE scope_table(name regclass, full_only boolean DEFAULT false, with_above boolean DEFAULT false)
  LANGUAGE plpgsql AS $$
DECLARE
  rule text := 'election_id = (SELECT scope_election()) AND (region_code >= (SELECT scope_region()) AND region_code < (SELECT scope_region_end())';
BEGIN
  IF with_above THEN
    rule := rule || ' OR (SELECT scope_region()) >= region_code AND (SELECT scope_region()) < region_code || ''~''';
  END IF;
  rule := rule || ')';
  IF full_only THEN
    rule := rule || ' AND (SELECT scope_view()) = ''FULL''';
  END IF;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('DROP POLICY IF EXISTS scope ON %s', name);
  EXECUTE format('CREATE POLICY scope ON %s USING (%s)', name, rule);
END
$$;

CALL scope_table('facilities', with_above => true);
CALL scope_table('boxes');
CALL scope_table('scans');
CALL scope_table('scan_details', full_only => true);
CALL scope_table('findings');
CALL scope_table('device_chains', full_only => true);
CALL scope_table('quarantine', full_only => true);
CALL scope_table('progress');
CALL scope_table('feed', full_only => true, with_above => true);
CALL scope_table('devices', full_only => true);
CALL scope_table('conveyances', full_only => true, with_above => true);
CALL scope_table('shipments', full_only => true);
CALL scope_table('shipment_boxes', full_only => true);
CALL scope_table('legs', full_only => true);
CALL scope_table('positions', full_only => true, with_above => true);
CALL scope_table('box_journeys', full_only => true);
DROP FUNCTION scope_lineage();

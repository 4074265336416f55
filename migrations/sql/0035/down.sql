ALTER TABLE findings DROP CONSTRAINT findings_scan_known;
ALTER TABLE sealings DROP CONSTRAINT sealings_scan_known;
CREATE TABLE scans_again (LIKE scans INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
INSERT INTO scans_again SELECT * FROM scans;
DROP TABLE scans, event_numbers;
DROP FUNCTION have_month_of_scans(timestamptz), refuse_loss_of_number(), moment_of_id(uuid), first_id_at(timestamptz);
ALTER TABLE scans_again RENAME TO scans;
ALTER TABLE scans ADD CONSTRAINT scans_once_per_device_seq UNIQUE (election_id, device_id, seq),
  ADD CONSTRAINT scans_device_known FOREIGN KEY (election_id, device_id) REFERENCES devices;
CREATE INDEX scans_when ON scans (election_id, occurred_at, id);
CREATE INDEX scans_box ON scans (election_id, box_code, occurred_at, id);
CREATE INDEX scans_handover ON scans (election_id, box_code, handover) WHERE handover <> '';
ALTER TABLE scans ADD PRIMARY KEY (election_id, id);
CALL scope_table('scans');
CREATE TRIGGER scans_append_only BEFORE UPDATE OR DELETE ON scans FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT, UPDATE ON scans TO silog_app;
ALTER TABLE scan_details ADD CONSTRAINT scan_details_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE sightings ADD CONSTRAINT sightings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE findings ADD CONSTRAINT findings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE sealings ADD CONSTRAINT sealings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;

-- Counts the tables that hold rows for the first time, and gives their names. Until a table was counted every plan for it is made as if it were
-- empty, and whoever records keeps its plan; autovacuum comes once in a minute. Of a handful of rows a count would say that each value of a
-- column is another, so it waits for two hundred. What somebody counts already is left to them.
CREATE OR REPLACE FUNCTION count_new_tables() RETURNS SETOF text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part regclass;
  is_filled boolean;
BEGIN
  FOR part IN
    SELECT c.oid FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND c.reltuples <= 0 AND pg_relation_size(c.oid) > 0
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*) = 200 FROM (SELECT FROM %s LIMIT 200) AS found', part) INTO is_filled;
    IF is_filled THEN
      EXECUTE format('ANALYZE (SKIP_LOCKED) %s', part);
      RETURN NEXT part::text;
    END IF;
  END LOOP;
END
$$;

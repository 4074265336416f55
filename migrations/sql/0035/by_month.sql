-- Scans by the month, of UTC, in which their devices say that they were made: a scan's id begins with that moment, so its key finds the month
-- by itself. What a month had no partition for when it came stands among the others, and stays there.

-- The first id of a moment, and the moment of an id: a UUID of version 7 begins with 48 bits of milliseconds since 1970.
CREATE FUNCTION first_id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
CREATE FUNCTION moment_of_id(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'epoch'::timestamptz + ('x' || left(translate(id::text, '-', ''), 12))::bit(48)::bigint * interval '1 millisecond';

-- A detail and a sighting are laid down by the statement that stores their scan, and nothing takes a scan away: that there is one is not looked
-- up again for each, as it is not for its place in the log.
ALTER TABLE scan_details DROP CONSTRAINT scan_details_scan_known;
ALTER TABLE sightings DROP CONSTRAINT sightings_scan_known;
ALTER TABLE findings DROP CONSTRAINT findings_scan_known;
ALTER TABLE sealings DROP CONSTRAINT sealings_scan_known;
ALTER TABLE scans RENAME TO scans_before;
ALTER TABLE scans_before DROP CONSTRAINT scans_pkey, DROP CONSTRAINT scans_once_per_device_seq, DROP CONSTRAINT scans_device_known;
DROP INDEX scans_when, scans_box, scans_handover;

CREATE TABLE scans (LIKE scans_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
CREATE INDEX scans_when ON scans (election_id, occurred_at, id);
CREATE INDEX scans_box ON scans (election_id, box_code, occurred_at, id);
CREATE INDEX scans_handover ON scans (election_id, box_code, handover) WHERE handover <> '';
-- The key is the youngest index: see 0026.
ALTER TABLE scans ADD PRIMARY KEY (election_id, id),
  ADD CONSTRAINT scans_device_known FOREIGN KEY (election_id, device_id) REFERENCES devices;
CALL scope_table('scans');
CREATE TRIGGER scans_append_only BEFORE UPDATE OR DELETE ON scans FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON scans TO silog_app;
-- Nobody but the owner has a right to a partition by itself: the rule of who sees what stands on the whole.
CREATE TABLE scans_others PARTITION OF scans DEFAULT;

-- Which scan stands under each number of a device: a number stands for one scan alone, in whatever month.
CREATE TABLE event_numbers (
  election_id integer NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  scan_id uuid NOT NULL,
  PRIMARY KEY (election_id, device_id, seq)
);
ALTER TABLE event_numbers ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON event_numbers
  USING (election_id = (SELECT scope_election()) AND (SELECT scope_region()) = '' AND (SELECT scope_view()) = 'FULL');
-- Whoever stores takes numbers first. One that was taken for a scan that could not be stored, its id being another's, is given back.
CREATE FUNCTION refuse_loss_of_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM scans AS s WHERE s.election_id = OLD.election_id AND s.id = OLD.scan_id AND s.device_id = OLD.device_id AND s.seq = OLD.seq) THEN
    RAISE EXCEPTION 'a scan stands under number % of %', OLD.seq, OLD.device_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER event_numbers_append_only BEFORE UPDATE ON event_numbers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_numbers_kept BEFORE DELETE ON event_numbers FOR EACH ROW EXECUTE FUNCTION refuse_loss_of_number();
GRANT SELECT, INSERT, DELETE ON event_numbers TO silog_app;

-- Sees to it that the month of a moment has a partition, and says whether it has one now. It begins after what stands of it among the others.
--
-- Whoever stores scans may hold what this waits for and wait for what this holds; so it waits a quarter of a second at most, gives back
-- all that it holds and begins again, four times in all.
CREATE FUNCTION have_month_of_scans(moment timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  begins uuid := first_id_at(month AT TIME ZONE 'UTC');
  ends uuid := first_id_at((month + interval '1 month') AT TIME ZONE 'UTC');
  part text := to_char(month, '"scans_"YYYY"_"MM');
  newest uuid;
BEGIN
  FOR attempt IN 1..4 LOOP
    IF to_regclass(part) IS NOT NULL THEN
      RETURN true;
    END IF;
    BEGIN
      LOCK TABLE scans_others IN ACCESS EXCLUSIVE MODE;
      LOCK TABLE scans, devices IN SHARE ROW EXCLUSIVE MODE;
      IF to_regclass(part) IS NULL THEN
        newest := (SELECT s.id FROM scans_others AS s WHERE s.id >= begins AND s.id < ends ORDER BY s.id DESC LIMIT 1);
        IF newest IS NOT NULL THEN
          begins := first_id_at(moment_of_id(newest) + interval '1 millisecond');
        END IF;
        IF begins >= ends THEN
          RETURN false;
        END IF;
        EXECUTE format('CREATE TABLE %I (LIKE scans INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        EXECUTE format('ALTER TABLE scans ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, begins, ends);
      END IF;
      RETURN true;
    EXCEPTION WHEN lock_not_available THEN
      NULL;
    END;
  END LOOP;
  RETURN false;
END
$$;
REVOKE ALL ON FUNCTION have_month_of_scans(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION have_month_of_scans(timestamptz) TO silog_app;

DO $$
DECLARE
  moment timestamptz;
BEGIN
  FOR moment IN
    SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
    FROM (SELECT moment_of_id(id) AS at FROM scans_before) AS made WHERE at BETWEEN '2020-01-01' AND now() + interval '1 month'
  LOOP
    PERFORM have_month_of_scans(moment);
  END LOOP;
END
$$;
INSERT INTO scans SELECT * FROM scans_before;
INSERT INTO event_numbers SELECT election_id, device_id, seq, id FROM scans_before;
DROP TABLE scans_before;
ALTER TABLE findings ADD CONSTRAINT findings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;
ALTER TABLE sealings ADD CONSTRAINT sealings_scan_known FOREIGN KEY (election_id, scan_id) REFERENCES scans;

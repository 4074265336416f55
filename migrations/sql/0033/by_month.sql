-- Positions by the month, of UTC, in which they were. What comes of a month that has no partition yet stands among the others.
ALTER TABLE positions RENAME TO positions_before;
ALTER INDEX positions_pkey RENAME TO positions_before_pkey;
DROP INDEX positions_when;

CREATE TABLE positions (
  election_id integer NOT NULL,
  conveyance_code text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  point geometry(Point, 4326) NOT NULL,
  course_deg double precision,
  speed_kn double precision,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, conveyance_code, at),
  CONSTRAINT positions_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
) PARTITION BY RANGE (at);
CREATE INDEX positions_when ON positions (election_id, at);
CALL scope_table('positions', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON positions TO silog_app;
-- Nobody but the owner has a right to a partition by itself: the rule of who sees what stands on the whole.
CREATE TABLE positions_others PARTITION OF positions DEFAULT;

-- Gives the positions of the month of a moment a partition of their own, and says whether it had none. Those that came before it move in.
--
-- Both tables are locked first, in the order in which whoever reports positions writes to them, so that nobody waits in a circle; and not
-- for long, as nobody can report meanwhile: whoever could not have them tries again later.
CREATE FUNCTION have_month_of_positions(moment timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  begins timestamptz := month AT TIME ZONE 'UTC';
  ends timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
  part text := to_char(month, '"positions_"YYYY"_"MM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  LOCK TABLE positions, conveyances IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE positions)', part);
  EXECUTE format('WITH gone AS (DELETE FROM positions_others WHERE at >= $1 AND at < $2 RETURNING *) INSERT INTO %I SELECT * FROM gone', part)
    USING begins, ends;
  EXECUTE format('ALTER TABLE positions ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, begins, ends);
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION have_month_of_positions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION have_month_of_positions(timestamptz) TO silog_app;

-- Thins one hour of positions that is due, the oldest first: of each conveyance the first in every slot stays, and nothing from before
-- `none_before`. Gives how many went; null where nothing was due. The application may delete positions by this and by nothing else.
--
-- An hour, as a server's statements are bounded in time. Where no position stands for a while the next step is the longer, and what is
-- very old goes as the steps come to it. Nothing is looked up for each position: the planner would compare all of a conveyance's with all.
CREATE OR REPLACE FUNCTION thin_positions(of_election integer, whole_since timestamptz, slot interval, none_before timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  since timestamptz;
  begins timestamptz;
  till timestamptz;
  thinned bigint;
  dropped bigint;
BEGIN
  -- One at a time: another process that looks meanwhile waits here, and then finds what was done.
  PERFORM FROM elections WHERE id = of_election FOR NO KEY UPDATE;
  SELECT t.until INTO since FROM positions_thinned t WHERE t.election_id = of_election;
  begins := (SELECT date_bin(slot, min(p.at), 'epoch') FROM positions p WHERE p.election_id = of_election AND (since IS NULL OR p.at >= since));
  since := coalesce(since, begins);
  till := least(coalesce(begins, 'infinity') + interval '1 hour', date_bin(slot, whole_since, 'epoch'));
  IF since IS NULL OR till <= since THEN
    RETURN NULL;
  END IF;
  DELETE FROM positions p USING (
    SELECT e.conveyance_code, e.at, row_number() OVER (PARTITION BY e.conveyance_code, date_bin(slot, e.at, 'epoch') ORDER BY e.at) AS place
    FROM positions e WHERE e.election_id = of_election AND e.at >= since AND e.at < till
  ) AS one
  WHERE one.place > 1 AND p.election_id = of_election AND p.conveyance_code = one.conveyance_code AND p.at = one.at
    AND p.at >= since AND p.at < till; -- told again for the months: only these are looked into
  GET DIAGNOSTICS thinned = ROW_COUNT;
  DELETE FROM positions p WHERE p.election_id = of_election AND p.at < least(none_before, till);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  INSERT INTO positions_thinned AS t VALUES (of_election, till) ON CONFLICT (election_id) DO UPDATE SET until = excluded.until;
  RETURN thinned + dropped;
END
$$;

-- Drops the months of positions that ended before a moment and hold none any more, and says how many. One that is in use stays for now.
CREATE FUNCTION drop_empty_months_of_positions(before timestamptz) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  part regclass;
  is_used boolean;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'positions'::regclass AND c.relname ~ '^positions_\d{4,}_\d\d$'
      AND to_date(c.relname, '"positions_"YYYY"_"MM') + interval '1 month' <= before AT TIME ZONE 'UTC'
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part) INTO is_used;
    CONTINUE WHEN is_used;
    LOCK TABLE positions, conveyances IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part) INTO is_used;
    IF NOT is_used THEN
      EXECUTE format('DROP TABLE %s', part);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION drop_empty_months_of_positions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_empty_months_of_positions(timestamptz) TO silog_app;

DO $$
DECLARE
  moment timestamptz;
BEGIN
  FOR moment IN SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM positions_before LOOP
    PERFORM have_month_of_positions(moment);
  END LOOP;
END
$$;
INSERT INTO positions SELECT * FROM positions_before;
DROP TABLE positions_before;

DROP FUNCTION drop_empty_months_of_positions(timestamptz), have_month_of_positions(timestamptz);
CREATE TABLE positions_again (LIKE positions);
INSERT INTO positions_again SELECT * FROM positions;
DROP TABLE positions;
ALTER TABLE positions_again RENAME TO positions;
ALTER TABLE positions ADD PRIMARY KEY (election_id, conveyance_code, at);
ALTER TABLE positions ADD CONSTRAINT positions_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances;
CREATE INDEX positions_when ON positions (election_id, at);
CALL scope_table('positions', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON positions TO silog_app;

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
  WHERE one.place > 1 AND p.election_id = of_election AND p.conveyance_code = one.conveyance_code AND p.at = one.at;
  GET DIAGNOSTICS thinned = ROW_COUNT;
  DELETE FROM positions p WHERE p.election_id = of_election AND p.at < least(none_before, till);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  INSERT INTO positions_thinned AS t VALUES (of_election, till) ON CONFLICT (election_id) DO UPDATE SET until = excluded.until;
  RETURN thinned + dropped;
END
$$;

-- How far the positions of an election are thinned: nothing before is looked at again.
CREATE TABLE positions_thinned (
  election_id integer PRIMARY KEY REFERENCES elections,
  until timestamptz NOT NULL
);

-- Thins one day of positions that is due, the oldest first: of each conveyance the first in every slot stays, and nothing from before
-- `none_before`. Gives how many went; null where nothing was due. The application may delete positions by this and by nothing else.
CREATE FUNCTION thin_positions(of_election integer, whole_since timestamptz, slot interval, none_before timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  since timestamptz;
  till timestamptz;
  thinned bigint;
  dropped bigint;
BEGIN
  -- One at a time: another process that looks meanwhile waits here, and then finds what was done.
  PERFORM FROM elections WHERE id = of_election FOR NO KEY UPDATE;
  SELECT t.until INTO since FROM positions_thinned t WHERE t.election_id = of_election;
  since := coalesce(since, (SELECT date_bin(slot, min(p.at), 'epoch') FROM positions p WHERE p.election_id = of_election));
  till := least(since + interval '1 day', date_bin(slot, whole_since, 'epoch'));
  IF since IS NULL OR till <= since THEN
    RETURN NULL;
  END IF;
  DELETE FROM positions p WHERE p.election_id = of_election AND p.at >= since AND p.at < till AND EXISTS (
    SELECT FROM positions e
    WHERE e.election_id = of_election AND e.conveyance_code = p.conveyance_code AND e.at >= date_bin(slot, p.at, 'epoch') AND e.at < p.at);
  GET DIAGNOSTICS thinned = ROW_COUNT;
  DELETE FROM positions p WHERE p.election_id = of_election AND p.at < none_before;
  GET DIAGNOSTICS dropped = ROW_COUNT;
  INSERT INTO positions_thinned AS t VALUES (of_election, till) ON CONFLICT (election_id) DO UPDATE SET until = excluded.until;
  RETURN thinned + dropped;
END
$$;
REVOKE ALL ON FUNCTION thin_positions(integer, timestamptz, interval, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thin_positions(integer, timestamptz, interval, timestamptz) TO silog_app;

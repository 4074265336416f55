-- Counts the tables that hold rows for the first time, and gives their names. Until a table was counted every plan for it is made as if it were
-- empty, and whoever records keeps its plan; autovacuum comes once in a minute. Of a handful of rows a count would say that each value of a
-- column is another, so it waits for two hundred. What somebody counts already is left to them.
--
-- Autovacuum counts the months of a table and never the whole: so the whole is counted with a month that fills, and again when its months have
-- twice as many rows by their own counts. How many rows there are is added up from the months in any case; of the whole are only the shares of
-- values, which change slowly, and to find them takes as long as to record two thousand scans.
CREATE OR REPLACE FUNCTION count_new_tables() RETURNS SETOF text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part regclass;
  whole regclass;
  is_filled boolean;
BEGIN
  FOR part, whole IN
    SELECT c.oid, coalesce(i.inhparent, c.oid) FROM pg_class AS c LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND c.reltuples <= 0 AND pg_relation_size(c.oid) > 0
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*) = 200 FROM (SELECT FROM %s LIMIT 200) AS found', part) INTO is_filled;
    IF is_filled THEN
      EXECUTE format('ANALYZE (SKIP_LOCKED) %s', whole);
      RETURN NEXT part::text;
    END IF;
  END LOOP;
  FOR whole IN
    SELECT c.oid FROM pg_class AS c JOIN pg_inherits AS i ON i.inhparent = c.oid JOIN pg_class AS month ON month.oid = i.inhrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p'
    GROUP BY c.oid HAVING sum(greatest(month.reltuples, 0)) > 2 * greatest(c.reltuples, 0) ORDER BY c.oid
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', whole);
    RETURN NEXT whole::text;
  END LOOP;
END
$$;

-- Counts the tables that hold rows for the first time, and gives their names. Until a table was counted every plan for it is made as if it were
-- empty, and whoever records keeps its plan; autovacuum comes once in a minute. Of a handful of rows a count would say that each value of a
-- column is another, so it waits for two hundred. What somebody counts already is left to them.
CREATE FUNCTION count_new_tables() RETURNS SETOF text
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
REVOKE ALL ON FUNCTION count_new_tables() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_new_tables() TO silog_app;

-- Who sees what: the scope of a statement, read by every row-level policy below.
--
-- The application sends the scope inside each statement as one setting, 'silog.scope' = 'VIEW|ELECTION|REGION', local to the
-- statement's transaction. A connection that was used before answers '' and not NULL for a setting that is gone; nullif makes
-- both mean "no scope", and a comparison with NULL lets no row through. The region '' (as in 'FULL|1|') covers every region.
CREATE FUNCTION scope_part(part integer) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN split_part(nullif(current_setting('silog.scope', true), ''), '|', part);

CREATE FUNCTION scope_view() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN scope_part(1);
CREATE FUNCTION scope_election() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE RETURN nullif(scope_part(2), '')::integer;
CREATE FUNCTION scope_region() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN scope_part(3);
-- '~' sorts after every digit and dot in the C collation, so [region, region~) is the region and all that lies in it.
CREATE FUNCTION scope_region_end() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN scope_part(3) || '~';

-- One policy, said once: rows of the viewer's election inside the viewer's region; `full_only` hides them from the public view;
-- `with_above` shows also what belongs to a region that contains the viewer's (a liner of the province to an operator in Natuna).
CREATE PROCEDURE scope_table(name regclass, full_only boolean DEFAULT false, with_above boolean DEFAULT false)
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
  EXECUTE format('CREATE POLICY scope ON %s USING (%s)', name, rule);
END
$$;

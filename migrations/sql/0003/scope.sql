-- The same policies, told so that PostgreSQL does not take a viewer's region for a two-hundredth of a table, as it does for any range
-- between values that it does not know yet: inside coalesce it is an even chance to it. The statements of the product bring their own
-- range, which an index can use. And told with fewer parts: each (SELECT ...) costs every statement a little.

-- '21.03.04' lies in '21', '21.03' and itself: what belongs to one of these is shown to somebody there where a table says so.
CREATE FUNCTION scope_lineage() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN ARRAY(SELECT left(scope_part(3), digits) FROM unnest(ARRAY[2, 5, 8, 13]) AS digits WHERE length(scope_part(3)) >= digits);

CREATE OR REPLACE PROCEDURE scope_table(name regclass, full_only boolean DEFAULT false, with_above boolean DEFAULT false)
  LANGUAGE plpgsql AS $$
DECLARE
  inside text := 'region_code >= (SELECT scope_region()) AND region_code < (SELECT scope_region_end())';
  rule text;
BEGIN
  IF with_above THEN
    inside := inside || ' OR region_code = ANY ((SELECT scope_lineage())::text[])';
  END IF;
  rule := format('election_id = (SELECT scope_election()) AND coalesce(%s, false)', inside);
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

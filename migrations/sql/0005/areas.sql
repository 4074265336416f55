-- Waters that routes avoid, or that cost them more: foreign ones, and restricted ones with their times.
CREATE TABLE sea_areas (
  election_id integer NOT NULL REFERENCES elections,
  code text COLLATE "C" NOT NULL CONSTRAINT sea_areas_code_form CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  name text NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT sea_areas_kind_known CHECK (kind IN ('FOREIGN', 'RESTRICTED')),
  rule text COLLATE "C" NOT NULL CONSTRAINT sea_areas_rule_known CHECK (rule IN ('AVOID', 'COST')),
  cost_factor double precision CONSTRAINT sea_areas_cost_factor_bounds CHECK (cost_factor > 1 AND cost_factor <= 100),
  valid_from timestamptz,
  valid_to timestamptz,
  area geometry(MultiPolygon, 4326) NOT NULL CONSTRAINT sea_areas_area_sound CHECK (ST_IsValid(area) AND NOT ST_IsEmpty(area)),
  source text NOT NULL,
  PRIMARY KEY (election_id, code),
  CONSTRAINT sea_areas_cost_has_factor CHECK ((rule = 'COST') = (cost_factor IS NOT NULL)),
  CONSTRAINT sea_areas_end_after_start CHECK (valid_to >= valid_from)
);
CREATE INDEX sea_areas_area ON sea_areas USING gist (area);
CALL scope_table('sea_areas', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON sea_areas TO silog_app;

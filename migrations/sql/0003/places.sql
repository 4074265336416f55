-- Names as answers write them. A list of fifty boxes shows two hundred names of regions: they are escaped when they are stored.
CREATE FUNCTION json_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_json(value)::text;
ALTER TABLE regions ADD COLUMN name_json text NOT NULL GENERATED ALWAYS AS (json_text(name)) STORED;
ALTER TABLE facilities ADD COLUMN name_json text NOT NULL GENERATED ALWAYS AS (json_text(name)) STORED;

-- The regions of one level, in their order: 514 of 90,000 in the whole country.
CREATE INDEX regions_level ON regions (level, code);

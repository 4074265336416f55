-- Names as answers write them. A list of fifty boxes shows two hundred names of regions: they are escaped when they are stored.
CREATE FUNCTION json_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_json(value)::text;
ALTER TABLE regions ADD COLUMN name_json text NOT NULL GENERATED ALWAYS AS (json_text(name)) STORED;
ALTER TABLE facilities ADD COLUMN name_json text NOT NULL GENERATED ALWAYS AS (json_text(name)) STORED;

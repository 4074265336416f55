-- Rows that a batch is handed over in: what is written of a scan, what folding says of a box, what journeys follow, what the feed tells.
-- The driver writes one list of rows, and PostgreSQL reads it, for less than a list for each column.
CREATE TYPE new_scan AS (
  id uuid, region_code text, box_code text, type text, place_code text, seals text, condition text, device_id text, seq bigint, hlc text,
  occurred_at timestamptz, device_clock_at timestamptz, flags text, event bytea, event_hash bytea, signature bytea, handover text,
  device_region text, is_fork boolean,
  detail text, actor text, device_lon double precision, device_lat double precision, accuracy_m double precision, photo_sha256 text,
  lon double precision, lat double precision, within_m double precision
);
CREATE TYPE folded_box AS (
  code text, state text, exceptions text, seals text, place_code text, last_scan_id uuid, last_scan_at timestamptz, scan_count integer,
  holder_id text, held_since timestamptz, sighted_scan_id uuid, sighted_at timestamptz, sighted_by_air boolean,
  last_type text, last_place_code text, last_region_code text
);
CREATE TYPE followed_scan AS (box_code text, region_code text, type text, place_code text, occurred_at timestamptz, is_newest boolean);
CREATE TYPE told_scan AS (region text, at timestamptz, box text, scan uuid, place text, state text);

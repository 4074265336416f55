-- What officers photographed at their scans. The event commits to a photo by its hash, through the detail; the photo itself stands here
-- alone, so that it can be erased and nothing permanent has to change. It is stored once for each region whose scans name it: who may see
-- the detail of such a scan may see the photo, and nobody else.
CREATE TABLE photos (
  election_id integer NOT NULL REFERENCES elections,
  sha256 text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  content bytea,
  width integer,
  height integer,
  received_at timestamptz,
  erased_at timestamptz,
  PRIMARY KEY (election_id, sha256, region_code),
  CONSTRAINT photos_named_by_content CHECK (sha256 = rtrim(translate(encode(sha256(content), 'base64'), '+/', '-_'), '=')),
  CONSTRAINT photos_small CHECK (octet_length(content) <= 524288),
  -- An erased photo leaves its row, so that no phone brings it back.
  CONSTRAINT photos_there_or_erased CHECK (num_nulls(content, width, height) = CASE WHEN erased_at IS NULL THEN 0 ELSE 3 END)
);
-- JPEG is packed already; and stored as it is, its length is known without reading it.
ALTER TABLE photos ALTER COLUMN content SET STORAGE EXTERNAL;
CALL scope_table('photos', full_only => true);
-- A photo is never changed but by being erased, and an erased one never comes back.
CREATE TRIGGER photos_only_erased BEFORE UPDATE ON photos FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL)
  EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT, UPDATE (content, width, height, erased_at) ON photos TO silog_app;

CREATE INDEX scan_details_photo ON scan_details (election_id, photo_sha256) WHERE photo_sha256 IS NOT NULL;

-- The photo of a scan, also before it has come. Read with the asker's own rights, under the policies of both tables.
CREATE VIEW scan_photos WITH (security_invoker) AS
  SELECT d.election_id, d.scan_id, d.region_code, d.photo_sha256 AS sha256, d.actor AS taken_by,
    CASE WHEN p.sha256 IS NULL THEN 'AWAITED' WHEN p.erased_at IS NULL THEN 'STORED' ELSE 'ERASED' END AS state,
    octet_length(p.content) AS bytes, p.width, p.height, p.received_at, p.erased_at
  FROM scan_details d
    LEFT JOIN photos p ON p.election_id = d.election_id AND p.sha256 = d.photo_sha256 AND p.region_code = d.region_code
  WHERE d.photo_sha256 IS NOT NULL;
GRANT SELECT ON scan_photos TO silog_app;

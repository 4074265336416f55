-- Handovers: giver and receiver sign the same nonce, each on a device of their own.
ALTER TABLE scans ADD COLUMN handover text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE scans DROP CONSTRAINT scans_type_known;
ALTER TABLE scans ADD CONSTRAINT scans_type_known CHECK (type IN (
  'ORDER', 'PRODUCE', 'SHIP', 'RECEIVE', 'INSPECT', 'ASSEMBLE', 'PACK', 'SEAL', 'HAND_OVER', 'LOAD', 'DEPART', 'ARRIVE', 'OPEN', 'VOTE',
  'COUNT', 'RESEAL', 'RECAP_OPEN', 'RECAP_RESEAL', 'STORE', 'HOLD', 'DISPOSE', 'CHECK'));
CREATE INDEX scans_handover ON scans (election_id, box_code, handover) WHERE handover <> '';

-- Who has the box: a projection of its scans, like the rest of the row. For those scanned so far, the device of the last act that
-- is no check, since the first act of the run in which it was this device and no other.
ALTER TABLE boxes ADD COLUMN holder_id text COLLATE "C", ADD COLUMN held_since timestamptz;
UPDATE boxes AS b SET holder_id = s.holder, held_since = s.since
FROM (
  SELECT election_id, box_code, holder, min(occurred_at) AS since
  FROM (
    SELECT election_id, box_code, occurred_at, holder,
      bool_or(device_id <> holder) OVER (PARTITION BY election_id, box_code ORDER BY n) AS is_before_another
    FROM (
      SELECT election_id, box_code, occurred_at, device_id, first_value(device_id) OVER latest AS holder, row_number() OVER latest AS n
      FROM scans WHERE type <> 'CHECK'
      WINDOW latest AS (PARTITION BY election_id, box_code ORDER BY occurred_at DESC, hlc DESC, device_id DESC, seq DESC, id DESC)
    ) AS acts
  ) AS runs
  WHERE NOT is_before_another GROUP BY election_id, box_code, holder
) AS s
WHERE b.election_id = s.election_id AND b.code = s.box_code;

CREATE TABLE handovers (
  election_id integer NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  nonce text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  given_by text COLLATE "C",
  given_at timestamptz,
  given_place_code text COLLATE "C",
  taken_by text COLLATE "C",
  taken_at timestamptz,
  taken_place_code text COLLATE "C",
  -- Null once both sides have spoken.
  open_since timestamptz,
  PRIMARY KEY (election_id, box_code, nonce),
  CONSTRAINT handovers_box_known FOREIGN KEY (election_id, box_code) REFERENCES boxes,
  CONSTRAINT handovers_given_whole CHECK (num_nulls(given_by, given_at, given_place_code) IN (0, 3)),
  CONSTRAINT handovers_taken_whole CHECK (num_nulls(taken_by, taken_at, taken_place_code) IN (0, 3)),
  CONSTRAINT handovers_open_while_one_sided CHECK ((open_since IS NULL) = (given_by IS NOT NULL AND taken_by IS NOT NULL))
);
CREATE INDEX handovers_open ON handovers (election_id, open_since, box_code, nonce) WHERE open_since IS NOT NULL;
CALL scope_table('handovers', full_only => true);
GRANT SELECT, INSERT, UPDATE ON handovers TO silog_app;

-- Whose rows a statement may see where a table says that they are somebody's: the fourth part of 'silog.scope', an escort's own id. It is
-- '' for everybody else, which hides nothing; without a scope it is NULL, which hides all.
CREATE FUNCTION scope_person() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN scope_part(4);

-- Shipments that travel together under one escort. What was dissolved stays on record.
CREATE TABLE convoys (
  election_id integer NOT NULL REFERENCES elections,
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  escort_unit text NOT NULL,
  escort_id uuid,
  escort_name text,
  formed_at timestamptz NOT NULL,
  formed_by text NOT NULL,
  dissolved_at timestamptz,
  dissolved_by text,
  PRIMARY KEY (election_id, id),
  CONSTRAINT convoys_escort_known FOREIGN KEY (election_id, escort_id) REFERENCES users (election_id, id),
  CONSTRAINT convoys_escort_named CHECK ((escort_id IS NULL) = (escort_name IS NULL)),
  CONSTRAINT convoys_dissolved_whole CHECK ((dissolved_at IS NULL) = (dissolved_by IS NULL))
);
CREATE INDEX convoys_region ON convoys (election_id, region_code, id);
CREATE INDEX convoys_escort ON convoys (election_id, escort_id) WHERE escort_id IS NOT NULL;
CALL scope_table('convoys', full_only => true);
-- An escort sees the own convoys and no other: not whom else somebody guards, and not where.
CREATE POLICY own ON convoys AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR escort_id::text = (SELECT scope_person()));
GRANT SELECT, INSERT, UPDATE ON convoys TO silog_app;

-- Which shipments. One travels in one convoy at a time: `left_at` is null until the convoy is dissolved; what is taken out before, or is
-- planned away, is here no more, and stands in the audit.
CREATE TABLE convoy_shipments (
  election_id integer NOT NULL,
  convoy_id bigint NOT NULL,
  shipment_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  joined_at timestamptz NOT NULL,
  left_at timestamptz,
  PRIMARY KEY (election_id, convoy_id, shipment_code),
  CONSTRAINT convoy_shipments_convoy_known FOREIGN KEY (election_id, convoy_id) REFERENCES convoys,
  CONSTRAINT convoy_shipments_shipment_known FOREIGN KEY (election_id, shipment_code) REFERENCES shipments ON DELETE CASCADE
);
CREATE UNIQUE INDEX convoy_shipments_one_convoy ON convoy_shipments (election_id, shipment_code) WHERE left_at IS NULL;
CALL scope_table('convoy_shipments', full_only => true);
CREATE POLICY own ON convoy_shipments AS RESTRICTIVE USING ((SELECT scope_person()) = ''
  OR EXISTS (SELECT FROM convoys AS c WHERE c.election_id = convoy_shipments.election_id AND c.id = convoy_shipments.convoy_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON convoy_shipments TO silog_app;

-- That an escort was there. `id` is made on the phone, so that what is sent twice is kept once. Where the escort was is in no public
-- view, in no track, tile or feed.
CREATE TABLE presence_confirmations (
  election_id integer NOT NULL,
  id text COLLATE "C" NOT NULL
    CONSTRAINT presence_confirmations_id_form CHECK (id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
  convoy_id bigint NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  step text COLLATE "C" NOT NULL
    CONSTRAINT presence_confirmations_step_known CHECK (step IN ('DEPARTURE', 'CHECKPOINT', 'ARRIVAL')),
  place_code text COLLATE "C",
  point geometry(Point, 4326),
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  actor text NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT presence_confirmations_convoy_known FOREIGN KEY (election_id, convoy_id) REFERENCES convoys,
  CONSTRAINT presence_confirmations_place_known FOREIGN KEY (election_id, place_code) REFERENCES facilities,
  CONSTRAINT presence_confirmations_somewhere CHECK (place_code IS NOT NULL OR (step = 'CHECKPOINT' AND point IS NOT NULL))
);
CREATE INDEX presence_confirmations_convoy ON presence_confirmations (election_id, convoy_id, at);
CALL scope_table('presence_confirmations', full_only => true);
CREATE POLICY own ON presence_confirmations AS RESTRICTIVE USING ((SELECT scope_person()) = ''
  OR EXISTS (SELECT FROM convoys AS c WHERE c.election_id = presence_confirmations.election_id AND c.id = presence_confirmations.convoy_id));
CREATE TRIGGER presence_confirmations_append_only BEFORE UPDATE OR DELETE ON presence_confirmations
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON presence_confirmations TO silog_app;

-- Who can be named as an escort, as lists may show them: people and enrolled phones of that role who see the statement's region, whatever
-- else it asks. An escort is shown nobody.
CREATE VIEW seen_escorts WITH (security_barrier) AS
  SELECT u.election_id, u.id, u.name COLLATE "C" AS name, u.region_code FROM users u
  WHERE u.election_id = (SELECT scope_election()) AND (SELECT scope_view()) = 'FULL' AND (SELECT scope_person()) = '' AND u.role = 'ESCORT'
    AND coalesce(u.region_code >= (SELECT scope_region()) AND u.region_code < (SELECT scope_region_end())
      OR u.region_code = ANY ((SELECT scope_lineage())::text[]), false)
    AND NOT EXISTS (SELECT FROM sessions s JOIN devices d ON d.id = s.device_id WHERE s.user_id = u.id AND d.revoked_at IS NOT NULL);
GRANT SELECT ON seen_escorts TO silog_app;

-- Who changed what, when and why: written in the transaction of the change, and never again.
CREATE TABLE audit (
  election_id integer NOT NULL REFERENCES elections,
  id bigint GENERATED ALWAYS AS IDENTITY,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor text NOT NULL,
  role text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL CONSTRAINT audit_action_form CHECK (action ~ '^[a-z_]+:[a-z_]+:[a-z_]+$'),
  object_code text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  before text,
  after text,
  PRIMARY KEY (election_id, id)
);
CREATE INDEX audit_object ON audit (election_id, object_code, id);
CALL scope_table('audit', full_only => true, with_above => true);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON audit TO silog_app;

-- Plans: what was asked, how far it is, and the whole proposal once it has passed the checker. A row is one plan for good; what is
-- planned anew is another row. `task` is what the plan was made of, word for word, so that it can be made again.
CREATE TABLE plans (
  election_id integer NOT NULL REFERENCES elections,
  number bigint GENERATED ALWAYS AS IDENTITY,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  state text COLLATE "C" NOT NULL CONSTRAINT plans_state_known
    CHECK (state IN ('QUEUED', 'RUNNING', 'READY', 'INFEASIBLE', 'FAILED', 'CANCELLED', 'ADOPTED')),
  replaces bigint,
  seed integer NOT NULL CONSTRAINT plans_seed_not_negative CHECK (seed >= 0),
  seconds double precision NOT NULL CONSTRAINT plans_seconds_bounds CHECK (seconds > 0 AND seconds <= 3600),
  reason text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  begins_at timestamptz NOT NULL,
  queued_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  progress double precision NOT NULL DEFAULT 0 CONSTRAINT plans_progress_bounds CHECK (progress BETWEEN 0 AND 1),
  stage text NOT NULL DEFAULT '',
  faults text[] NOT NULL DEFAULT '{}',
  task text,
  proposal text,
  stations integer,
  stations_short integer,
  worst_chance double precision,
  least_slack_s bigint,
  cost bigint,
  adopted_at timestamptz,
  adopted_by text,
  PRIMARY KEY (election_id, number),
  CONSTRAINT plans_replaced_known FOREIGN KEY (election_id, replaces) REFERENCES plans,
  CONSTRAINT plans_whole CHECK (CASE WHEN state IN ('READY', 'ADOPTED') THEN proposal IS NOT NULL ELSE state = 'INFEASIBLE' OR proposal IS NULL END),
  CONSTRAINT plans_said_why CHECK (state NOT IN ('INFEASIBLE', 'FAILED') OR cardinality(faults) > 0),
  CONSTRAINT plans_adopted_whole CHECK ((state = 'ADOPTED') = (adopted_at IS NOT NULL) AND (state = 'ADOPTED') = (adopted_by IS NOT NULL))
);
CREATE INDEX plans_open ON plans (election_id, number) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX plans_region ON plans (election_id, region_code, number);
CALL scope_table('plans', full_only => true);
GRANT SELECT, INSERT, UPDATE ON plans TO silog_app;

-- A plan that is adopted takes the place of shipments that have not begun.
GRANT DELETE ON shipments, shipment_boxes, legs, box_journeys TO silog_app;

-- The feed: what happened, in the order it was committed, for consoles to follow and resume. seq is given under a lock that is
-- held until commit, so a reader that has seen seq N has seen everything below it.
CREATE TABLE feed (
  election_id integer NOT NULL REFERENCES elections,
  seq bigint NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT feed_kind_known CHECK (kind IN ('SCAN', 'POSITION')),
  at timestamptz NOT NULL,
  box_code text COLLATE "C",
  scan_id uuid,
  conveyance_code text COLLATE "C",
  place_code text COLLATE "C",
  state text COLLATE "C",
  point geometry(Point, 4326),
  course_deg double precision,
  speed_kn double precision,
  PRIMARY KEY (election_id, seq)
);
CREATE TABLE feed_heads (
  election_id integer PRIMARY KEY REFERENCES elections,
  seq bigint NOT NULL
);
CALL scope_table('feed', full_only => true, with_above => true);

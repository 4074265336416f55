-- What a plan needs to know of a conveyance beyond what it is: who crews it, what it costs, when it may be used.
CREATE TABLE vessel_terms (
  election_id integer NOT NULL REFERENCES elections,
  conveyance_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  crew_hours double precision NOT NULL CONSTRAINT vessel_terms_crew_bounds CHECK (crew_hours > 0 AND crew_hours <= 240),
  cost_per_hour integer NOT NULL CONSTRAINT vessel_terms_hour_not_negative CHECK (cost_per_hour >= 0),
  cost_per_km integer NOT NULL CONSTRAINT vessel_terms_km_not_negative CHECK (cost_per_km >= 0),
  capacity_kg integer CONSTRAINT vessel_terms_capacity_positive CHECK (capacity_kg > 0),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (election_id, conveyance_code),
  CONSTRAINT vessel_terms_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances,
  CONSTRAINT vessel_terms_end_after_start CHECK (until_at > from_at)
);
CALL scope_table('vessel_terms', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON vessel_terms TO silog_app;

-- Timetabled voyages: a ship that sails whether boxes of ours are aboard or not, and the room it has for them.
CREATE TABLE voyages (
  election_id integer NOT NULL REFERENCES elections,
  code text COLLATE "C" NOT NULL CONSTRAINT voyages_code_form CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  conveyance_code text COLLATE "C" NOT NULL,
  capacity_boxes integer NOT NULL CONSTRAINT voyages_capacity_not_negative CHECK (capacity_boxes >= 0),
  source text NOT NULL,
  PRIMARY KEY (election_id, code),
  CONSTRAINT voyages_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
);
CALL scope_table('voyages', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON voyages TO silog_app;

CREATE TABLE voyage_calls (
  election_id integer NOT NULL,
  voyage_code text COLLATE "C" NOT NULL,
  number integer NOT NULL CONSTRAINT voyage_calls_number_positive CHECK (number > 0),
  region_code text COLLATE "C" NOT NULL,
  place_code text COLLATE "C" NOT NULL,
  arrives_at timestamptz NOT NULL,
  departs_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, voyage_code, number),
  CONSTRAINT voyage_calls_voyage_known FOREIGN KEY (election_id, voyage_code) REFERENCES voyages,
  CONSTRAINT voyage_calls_place_known FOREIGN KEY (election_id, place_code) REFERENCES facilities,
  CONSTRAINT voyage_calls_depart_after_arrive CHECK (departs_at >= arrives_at)
);
CALL scope_table('voyage_calls', full_only => true, with_above => true);
GRANT SELECT, INSERT, DELETE ON voyage_calls TO silog_app;

-- When a boat can land at a place; a place without any can be landed at always.
CREATE TABLE tide_windows (
  election_id integer NOT NULL REFERENCES elections,
  place_code text COLLATE "C" NOT NULL,
  opens_at timestamptz NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  closes_at timestamptz NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (election_id, place_code, opens_at),
  CONSTRAINT tide_windows_place_known FOREIGN KEY (election_id, place_code) REFERENCES facilities,
  CONSTRAINT tide_windows_close_after_open CHECK (closes_at > opens_at)
);
CALL scope_table('tide_windows', full_only => true, with_above => true);
GRANT SELECT, INSERT, DELETE ON tide_windows TO silog_app;

-- The bulletin: how high the waves of a region's waters are expected to be on a day. The smallest region that says so counts.
CREATE TABLE sea_states (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  day date NOT NULL,
  wave_m double precision NOT NULL CONSTRAINT sea_states_wave_bounds CHECK (wave_m >= 0 AND wave_m <= 20),
  source text NOT NULL,
  PRIMARY KEY (election_id, region_code, day)
);
CALL scope_table('sea_states', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON sea_states TO silog_app;

-- Until when the stations of a tier are to have their boxes, and how sure that must be. The smallest region that says so counts.
CREATE TABLE plan_deadlines (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  tier integer NOT NULL CONSTRAINT plan_deadlines_tier_bounds CHECK (tier BETWEEN 0 AND 9),
  due_at timestamptz NOT NULL,
  target double precision NOT NULL CONSTRAINT plan_deadlines_target_bounds CHECK (target > 0 AND target < 1),
  source text NOT NULL,
  PRIMARY KEY (election_id, region_code, tier)
);
CALL scope_table('plan_deadlines', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON plan_deadlines TO silog_app;

-- How long handing over takes at each kind of place: so many minutes, and so many more for each box.
CREATE TABLE handling_times (
  election_id integer NOT NULL REFERENCES elections,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  place_kind text COLLATE "C" NOT NULL CONSTRAINT handling_times_kind_known
    CHECK (place_kind IN ('WAREHOUSE', 'PORT', 'LANDING', 'AIRPORT', 'PPK', 'PPS', 'POLLING_STATION')),
  base_minutes double precision NOT NULL CONSTRAINT handling_times_base_bounds CHECK (base_minutes >= 0 AND base_minutes <= 2880),
  box_minutes double precision NOT NULL CONSTRAINT handling_times_box_bounds CHECK (box_minutes >= 0 AND box_minutes <= 120),
  source text NOT NULL,
  PRIMARY KEY (election_id, region_code, place_kind)
);
CALL scope_table('handling_times', full_only => true, with_above => true);
GRANT SELECT, INSERT, UPDATE ON handling_times TO silog_app;

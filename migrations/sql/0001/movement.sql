-- Conveyances, shipments and their legs, positions.
CREATE TABLE conveyances (
  election_id integer NOT NULL REFERENCES elections,
  code text COLLATE "C" NOT NULL CONSTRAINT conveyances_code_marked CHECK (starts_with(code, 'CNV-')),
  name text NOT NULL,
  kind text COLLATE "C" NOT NULL CONSTRAINT conveyances_kind_known
    CHECK (kind IN ('LINER', 'FERRY', 'POMPONG', 'SPEEDBOAT', 'TRUCK', 'AIRCRAFT', 'ON_FOOT')),
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  home_code text COLLATE "C",
  capacity_boxes integer NOT NULL CONSTRAINT conveyances_capacity_positive CHECK (capacity_boxes > 0),
  speed_kn double precision NOT NULL CONSTRAINT conveyances_speed_positive CHECK (speed_kn > 0),
  clearance_m integer CONSTRAINT conveyances_clearance_not_negative CHECK (clearance_m >= 0),
  wave_limit_m double precision CONSTRAINT conveyances_wave_limit_positive CHECK (wave_limit_m > 0),
  -- From here on a projection of the positions: the newest of them.
  point geometry(Point, 4326),
  course_deg double precision,
  speed_now_kn double precision,
  reported_at timestamptz,
  PRIMARY KEY (election_id, code),
  CONSTRAINT conveyances_home_known FOREIGN KEY (election_id, home_code) REFERENCES facilities
) WITH (fillfactor = 50);
CREATE INDEX conveyances_point ON conveyances USING gist (point);
CALL scope_table('conveyances', full_only => true, with_above => true);

CREATE TABLE shipments (
  election_id integer NOT NULL REFERENCES elections,
  code text COLLATE "C" NOT NULL,
  name text NOT NULL,
  region_code text COLLATE "C" NOT NULL REFERENCES regions,
  direction text COLLATE "C" NOT NULL CONSTRAINT shipments_direction_known CHECK (direction IN ('OUTBOUND', 'RETURN')),
  origin_code text COLLATE "C" NOT NULL,
  destination_code text COLLATE "C" NOT NULL,
  planned_depart_at timestamptz NOT NULL,
  planned_arrive_at timestamptz NOT NULL,
  is_3t boolean NOT NULL DEFAULT false,
  fallback text,
  PRIMARY KEY (election_id, code),
  CONSTRAINT shipments_origin_known FOREIGN KEY (election_id, origin_code) REFERENCES facilities,
  CONSTRAINT shipments_destination_known FOREIGN KEY (election_id, destination_code) REFERENCES facilities,
  CONSTRAINT shipments_arrive_after_depart CHECK (planned_arrive_at >= planned_depart_at)
);
CREATE INDEX shipments_region ON shipments (election_id, region_code);
CREATE INDEX shipments_when ON shipments (election_id, planned_depart_at, code);
CALL scope_table('shipments', full_only => true);

CREATE TABLE shipment_boxes (
  election_id integer NOT NULL,
  shipment_code text COLLATE "C" NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  PRIMARY KEY (election_id, shipment_code, box_code),
  CONSTRAINT shipment_boxes_shipment_known FOREIGN KEY (election_id, shipment_code) REFERENCES shipments,
  CONSTRAINT shipment_boxes_box_known FOREIGN KEY (election_id, box_code) REFERENCES boxes
);
CREATE INDEX shipment_boxes_box ON shipment_boxes (election_id, box_code);
CALL scope_table('shipment_boxes', full_only => true);

CREATE TABLE legs (
  election_id integer NOT NULL,
  shipment_code text COLLATE "C" NOT NULL,
  number integer NOT NULL CONSTRAINT legs_number_positive CHECK (number > 0),
  region_code text COLLATE "C" NOT NULL,
  mode text COLLATE "C" NOT NULL CONSTRAINT legs_mode_known CHECK (mode IN ('SEA', 'LAND', 'AIR', 'TRANSFER')),
  conveyance_code text COLLATE "C",
  from_code text COLLATE "C" NOT NULL,
  to_code text COLLATE "C" NOT NULL,
  planned_depart_at timestamptz NOT NULL,
  planned_arrive_at timestamptz NOT NULL,
  departed_at timestamptz,
  arrived_at timestamptz,
  route geometry(LineString, 4326) NOT NULL,
  length_m double precision NOT NULL CONSTRAINT legs_length_not_negative CHECK (length_m >= 0),
  is_estimate boolean NOT NULL,
  PRIMARY KEY (election_id, shipment_code, number),
  CONSTRAINT legs_shipment_known FOREIGN KEY (election_id, shipment_code) REFERENCES shipments,
  CONSTRAINT legs_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances,
  CONSTRAINT legs_from_known FOREIGN KEY (election_id, from_code) REFERENCES facilities,
  CONSTRAINT legs_to_known FOREIGN KEY (election_id, to_code) REFERENCES facilities,
  CONSTRAINT legs_arrive_after_depart CHECK (planned_arrive_at >= planned_depart_at),
  CONSTRAINT legs_carried_unless_transfer CHECK (mode = 'TRANSFER' OR conveyance_code IS NOT NULL)
);
CREATE INDEX legs_conveyance ON legs (election_id, conveyance_code, planned_depart_at);
CREATE INDEX legs_route ON legs USING gist (route);
CALL scope_table('legs', full_only => true);

CREATE TABLE positions (
  election_id integer NOT NULL,
  conveyance_code text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  point geometry(Point, 4326) NOT NULL,
  course_deg double precision,
  speed_kn double precision,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, conveyance_code, at),
  CONSTRAINT positions_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
);
CREATE INDEX positions_when ON positions (election_id, at);
CALL scope_table('positions', full_only => true, with_above => true);

-- Where each box stands on its way: the leg it is on or waits for, and when the plan wants that leg done. A projection of scans
-- and legs, kept by movement in the scan's transaction. A box whose due_at has passed on the election's clock is late.
CREATE TABLE box_journeys (
  election_id integer NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  shipment_code text COLLATE "C" NOT NULL,
  leg_number integer NOT NULL,
  is_aboard boolean NOT NULL,
  due_at timestamptz,
  PRIMARY KEY (election_id, box_code),
  CONSTRAINT box_journeys_box_known FOREIGN KEY (election_id, box_code) REFERENCES boxes,
  CONSTRAINT box_journeys_leg_known FOREIGN KEY (election_id, shipment_code, leg_number) REFERENCES legs
) WITH (fillfactor = 70);
CREATE INDEX box_journeys_due ON box_journeys (election_id, due_at);
CREATE INDEX box_journeys_leg ON box_journeys (election_id, shipment_code, leg_number);
CALL scope_table('box_journeys', full_only => true);

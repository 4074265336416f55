-- How often the labels of each box were printed. Labels are paper: nothing of custody follows from them.
CREATE TABLE label_prints (
  election_id integer NOT NULL,
  box_code text COLLATE "C" NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  prints integer NOT NULL CONSTRAINT label_prints_positive CHECK (prints > 0),
  last_printed_at timestamptz NOT NULL,
  PRIMARY KEY (election_id, box_code),
  CONSTRAINT label_prints_box_known FOREIGN KEY (election_id, box_code) REFERENCES boxes (election_id, code)
);
CALL scope_table('label_prints', full_only => true);
GRANT SELECT, INSERT, UPDATE ON label_prints TO silog_app;

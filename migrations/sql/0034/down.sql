DROP INDEX sealings_box;
CREATE INDEX sealings_box ON sealings (election_id, box_code);
DROP FUNCTION count_new_tables();

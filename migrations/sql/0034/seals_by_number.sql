-- A seal is found by its number, also while nobody has counted how many there are. Until then the planner takes of two indexes that begin
-- with the election the smaller one, or the younger, and whoever records keeps its plan: each number asked for all sealings of the
-- election. So the other index begins with the box, whose code is unique, and the key of the register is made anew (see 0026).
DROP INDEX sealings_box;
CREATE INDEX sealings_box ON sealings (box_code);
CREATE UNIQUE INDEX seals_key ON seals (election_id, number);
ALTER TABLE seals DROP CONSTRAINT seals_pkey, ADD CONSTRAINT seals_pkey PRIMARY KEY USING INDEX seals_key;

-- When an operator moved a port or a landing. What the product brings along never moves it back.
ALTER TABLE facilities ADD COLUMN moved_at timestamptz;

-- Consoles are told of it.
ALTER TABLE feed DROP CONSTRAINT feed_kind_known;
ALTER TABLE feed ADD CONSTRAINT feed_kind_known CHECK (kind IN ('SCAN', 'POSITION', 'PORT', 'SEA_AREA'));

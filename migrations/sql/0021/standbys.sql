-- A conveyance with a rank is no part of the fleet: it is called where something does not sail, and is there after its notice.
ALTER TABLE vessel_terms
  ADD COLUMN standby_rank integer CONSTRAINT vessel_terms_rank_bounds CHECK (standby_rank BETWEEN 1 AND 9),
  ADD COLUMN notice_hours double precision CONSTRAINT vessel_terms_notice_bounds CHECK (notice_hours BETWEEN 0 AND 240),
  ADD CONSTRAINT vessel_terms_standby_whole CHECK ((standby_rank IS NULL) = (notice_hours IS NULL));

-- The faults of a plan as codes and facts, in the same order: from these they are said in every language. Plans of before have none.
ALTER TABLE plans
  ADD COLUMN reasons jsonb NOT NULL DEFAULT '[]' CONSTRAINT plans_reasons_listed CHECK (jsonb_typeof(reasons) = 'array');

DROP TABLE handovers;
ALTER TABLE boxes DROP COLUMN holder_id, DROP COLUMN held_since;
-- Refused where handovers were scanned: scans are never deleted, and version 0009 cannot read these.
ALTER TABLE scans DROP CONSTRAINT scans_type_known;
ALTER TABLE scans ADD CONSTRAINT scans_type_known CHECK (type IN (
  'ORDER', 'PRODUCE', 'SHIP', 'RECEIVE', 'INSPECT', 'ASSEMBLE', 'PACK', 'SEAL', 'LOAD', 'DEPART', 'ARRIVE', 'OPEN', 'VOTE', 'COUNT',
  'RESEAL', 'RECAP_OPEN', 'RECAP_RESEAL', 'STORE', 'HOLD', 'DISPOSE', 'CHECK'));
DROP INDEX scans_handover;
ALTER TABLE scans DROP COLUMN handover;

ALTER TABLE boxes DROP COLUMN sighted_scan_id;
DROP TABLE sightings, observations, incident_notes, incident_facts, incidents, sealings, seal_registers, seals;
DELETE FROM findings WHERE breach IN ('SEAL_NOT_ISSUED', 'SEAL_ISSUED_ELSEWHERE', 'SEAL_ON_TWO_BOXES', 'TOO_FAR');

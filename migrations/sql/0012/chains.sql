-- How much of a device's chain is here: kept, because whoever sees the device need not see all that it scanned.
ALTER TABLE device_chains ADD COLUMN received integer NOT NULL DEFAULT 0, ADD COLUMN forks integer NOT NULL DEFAULT 0;
UPDATE device_chains c SET received = s.received, forks = s.forks
FROM (SELECT election_id, device_id, count(*) AS received, count(*) FILTER (WHERE flags @> '{CHAIN_FORK}') AS forks
      FROM scans GROUP BY election_id, device_id) s
WHERE s.election_id = c.election_id AND s.device_id = c.device_id;

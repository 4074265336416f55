-- Every place that shipments of a convoy leave or come to: when they are to, and when the first box did by its scan, while it travelled in
-- the convoy. What happened before a shipment joined is not the escort's to confirm and no stop of the convoy, unless it was confirmed all
-- the same; what happened after the convoy was dissolved has not happened to it. Whoever asks sees it as the tables below are seen.
CREATE VIEW convoy_stops WITH (security_invoker) AS
  SELECT m.election_id, m.convoy_id, e.step, e.place_code, min(e.planned_at) AS planned_at,
    min(e.happened_at) FILTER (WHERE e.happened_at >= m.joined_at AND (m.left_at IS NULL OR e.happened_at <= m.left_at)) AS happened_at,
    EXISTS (SELECT FROM presence_confirmations AS p WHERE p.election_id = m.election_id AND p.convoy_id = m.convoy_id
      AND p.step = e.step AND p.place_code = e.place_code) AS is_confirmed
  FROM convoy_shipments AS m
  JOIN legs AS l ON l.election_id = m.election_id AND l.shipment_code = m.shipment_code AND l.mode <> 'TRANSFER'
  CROSS JOIN LATERAL (VALUES
    ('DEPARTURE' COLLATE "C", l.from_code, l.planned_depart_at, l.departed_at),
    ('ARRIVAL' COLLATE "C", l.to_code, l.planned_arrive_at, l.arrived_at)
  ) AS e(step, place_code, planned_at, happened_at)
  WHERE e.happened_at IS NULL OR e.happened_at >= m.joined_at OR EXISTS (SELECT FROM presence_confirmations AS p
    WHERE p.election_id = m.election_id AND p.convoy_id = m.convoy_id AND p.step = e.step AND p.place_code = e.place_code)
  GROUP BY m.election_id, m.convoy_id, e.step, e.place_code;
GRANT SELECT ON convoy_stops TO silog_app;

-- An incident may be that an escort has not confirmed: its group is the convoy's number.
ALTER TABLE incidents DROP CONSTRAINT incidents_kind_known;
ALTER TABLE incidents ADD CONSTRAINT incidents_kind_known CHECK (kind IN (
  'SEALS_DIFFER', 'UNSEALED', 'SEAL_REGISTER', 'MISROUTED', 'CLONE', 'UNLAWFUL_OPENING', 'HANDOVER_OPEN', 'HANDOVER_CONTESTED',
  'DEVICE_CONFLICT', 'CONVOY', 'CONFIRMATION_MISSING', 'REPORTED'));

-- An escort sees those of the own convoys and of no other, and what they are made of.
DROP POLICY own ON incidents;
CREATE POLICY own ON incidents AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR CASE kind
  WHEN 'CONVOY' THEN EXISTS (SELECT FROM convoy_reports AS r WHERE r.election_id = incidents.election_id AND r.id = incidents.group_key)
  WHEN 'CONFIRMATION_MISSING' THEN EXISTS (
    SELECT FROM convoys AS c WHERE c.election_id = incidents.election_id AND c.id = incidents.group_key::bigint)
  ELSE true END);
CREATE POLICY own ON incident_facts AS RESTRICTIVE USING ((SELECT scope_person()) = '' OR NOT starts_with(key, 'CONFIRMATION_MISSING:')
  OR EXISTS (SELECT FROM incidents AS i WHERE i.election_id = incident_facts.election_id AND i.id = incident_facts.incident_id));

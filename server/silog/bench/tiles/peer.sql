-- What tipg is given to draw: the features of the product's tiles of boxes, counted when they are asked for under the scope of whoever
-- asks; and the same for the whole province as a table, laid ready before anybody asks.
DROP VIEW IF EXISTS peer.boxes_held;
CREATE VIEW peer.boxes_held WITH (security_invoker = true) AS
SELECT h.code, h.kind, held.boxes, held.needing, h.point AS geom
FROM (
  SELECT election_id, code, kind, point FROM facilities
  UNION ALL
  SELECT election_id, code, kind, point FROM conveyances
) AS h
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS boxes, (count(*) FILTER (WHERE b.exceptions <> '{}' OR b.code IN (
      SELECT j.box_code FROM box_journeys j
      WHERE j.election_id = (SELECT scope_election()) AND j.due_at < (SELECT election_now(scope_election()))
    )))::integer AS needing
  FROM boxes b WHERE b.election_id = h.election_id AND b.place_code = h.code
) AS held
WHERE held.boxes > 0;
DROP TABLE IF EXISTS peer.boxes_laid;
CREATE TABLE peer.boxes_laid AS SELECT * FROM peer.boxes_held;
ALTER TABLE peer.boxes_laid ADD PRIMARY KEY (code);
CREATE INDEX ON peer.boxes_laid USING gist (geom);
ANALYZE peer.boxes_laid;
GRANT USAGE ON SCHEMA peer TO silog_app;
GRANT SELECT ON peer.boxes_held, peer.boxes_laid TO silog_app;

-- Sixty vessels that report each half minute for two weeks up to the moment that the clock shows: to and fro on the longest way that each
-- has in the season, at its own speed. What they reported when the season was played goes.
CREATE TEMPORARY TABLE shuttles AS
SELECT c.election_id, c.code, c.region_code, leg.route, leg.length_m, c.speed_kn, row_number() OVER (ORDER BY c.code) AS number
FROM conveyances c CROSS JOIN LATERAL (
  SELECT l.route, l.length_m FROM legs l
  WHERE l.election_id = c.election_id AND l.conveyance_code = c.code AND l.mode = 'SEA' ORDER BY l.length_m DESC, l.shipment_code LIMIT 1
) AS leg
ORDER BY c.code LIMIT 60;

DELETE FROM positions p USING shuttles s WHERE p.election_id = s.election_id AND p.conveyance_code = s.code;

INSERT INTO positions (election_id, conveyance_code, at, region_code, point, course_deg, speed_kn, received_at)
SELECT election_id, code, at, region_code, ST_SnapToGrid(ST_LineInterpolatePoint(route, abs(gone - 2 * round(gone / 2))), 1e-6), NULL, speed_kn, at
FROM (
  SELECT s.*, moment.at, s.number / 7.0 + extract(epoch FROM moment.at - e.clock_shown_at) * speed_kn * 1852 / 3600 / length_m + 1000000 AS gone
  FROM shuttles s JOIN elections e ON e.id = s.election_id,
    generate_series(e.clock_shown_at - interval '14 days', e.clock_shown_at, interval '30 seconds') AS moment (at)
) AS sailed;

INSERT INTO track_hours_due (election_id, conveyance_code, hour, region_code)
SELECT DISTINCT p.election_id, p.conveyance_code, date_bin('1 hour', p.at, 'epoch'), p.region_code
FROM positions p JOIN elections e ON e.id = p.election_id WHERE p.at > e.clock_shown_at - interval '2 days';

DROP TABLE shuttles;

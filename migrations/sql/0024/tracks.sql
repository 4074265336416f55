-- Where conveyances went, as one line for each hour, broken where nothing was heard for a quarter of an hour: what tiles of tracks are drawn
-- from. A day of sixty vessels that report each half minute is 170,000 positions and 1,500 lines. A projection of `positions`: those who
-- report say which hours are due, and the server makes their lines some seconds later, once for all that was reported meanwhile.
CREATE TABLE track_hours (
  election_id integer NOT NULL,
  hour timestamptz NOT NULL,
  conveyance_code text COLLATE "C" NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  line geometry(LineString, 3857) NOT NULL,
  far geometry(LineString, 3857) NOT NULL,
  PRIMARY KEY (election_id, hour, conveyance_code, since),
  CONSTRAINT track_hours_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
);
CALL scope_table('track_hours', full_only => true, with_above => true);

-- Rows of their own for every report, so that nobody who reports waits for another, nor for who makes the lines.
CREATE TABLE track_hours_due (
  election_id integer NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  conveyance_code text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  region_code text COLLATE "C" NOT NULL,
  PRIMARY KEY (election_id, id),
  CONSTRAINT track_hours_due_conveyance_known FOREIGN KEY (election_id, conveyance_code) REFERENCES conveyances
);
CALL scope_table('track_hours_due', full_only => true, with_above => true);
GRANT SELECT, INSERT, DELETE ON track_hours, track_hours_due TO silog_app;

INSERT INTO track_hours_due (election_id, conveyance_code, hour, region_code)
SELECT DISTINCT p.election_id, p.conveyance_code, date_bin('1 hour', p.at, 'epoch'), p.region_code
FROM positions p JOIN (SELECT election_id, max(at) AS at FROM positions GROUP BY election_id) AS newest USING (election_id)
WHERE p.at > newest.at - interval '2 days';

-- Where conveyances went in the last day on the election's clock, to the hour. Hours that follow on each other are one line. Up to zoom 10
-- lines are drawn within 30 metres, less than a 512th of a tile; up to zoom 8 an hour in which it went an eighth of that at most is left out.
CREATE OR REPLACE FUNCTION tile_tracks(z integer, x integer, y integer) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY INVOKER PARALLEL SAFE AS $$
DECLARE
  frame geometry := ST_TileEnvelope(z, x, y);
  around geometry := ST_Expand(ST_TileEnvelope(z, x, y, margin => 1.0 / 64), 30);
  dot double precision := CASE WHEN z <= 8 THEN 40075017 / (8 * 512 * 2.0 ^ z) ELSE -1 END;
  election integer := scope_election();
  moment timestamptz := election_now(election);
BEGIN
  RETURN (
    WITH gone AS (
      SELECT t.conveyance_code AS code, t.since, t.until, CASE WHEN z <= 10 THEN t.far ELSE t.line END AS line,
        t.since IS DISTINCT FROM lag(t.until) OVER (PARTITION BY t.conveyance_code ORDER BY t.since) AS is_beginning
      FROM track_hours t
      WHERE t.election_id = election AND t.hour > moment - interval '25 hours' AND t.until > moment - interval '1 day' AND t.since <= moment
        AND t.far && around AND greatest(ST_XMax(t.far) - ST_XMin(t.far), ST_YMax(t.far) - ST_YMin(t.far)) > dot
    ), parted AS (
      SELECT code, since, until, line, count(*) FILTER (WHERE is_beginning) OVER (PARTITION BY code ORDER BY since) AS part FROM gone
    ), tracks AS (
      SELECT code, min(since) AS since, max(until) AS until, ST_MakeLine(line ORDER BY since) AS line FROM parted GROUP BY code, part
    )
    SELECT ST_AsMVT(track, 'tracks', 4096, 'geom', 'id')
    FROM (
      SELECT tile_feature_id(concat_ws(' ', t.code, t.since)) AS id, t.code, c.kind, extract(epoch FROM t.since)::bigint AS since,
        extract(epoch FROM t.until)::bigint AS until, ST_AsMVTGeom(t.line, frame, 4096, 64, true) AS geom
      FROM tracks t JOIN conveyances c ON c.election_id = election AND c.code = t.code ORDER BY t.code, t.since
    ) AS track
    WHERE track.geom IS NOT NULL
  );
END
$$;

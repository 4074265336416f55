"""One joined statement per root field. The scope is written into each as literals, as in the hand-written server."""

from typing import Final

from silog.bench.graphql.servers.raw.statements import DELIVERED, TRANSIT
from silog.kit.scope import Scope

MOST_SCANS: Final = 20

_BOX: Final = """
SELECT b.code, b.state, f.name AS station, s.type, s.occurred_at, s.place_code, s.seals, s.condition, g.breaches
FROM boxes b
JOIN facilities f ON f.election_id = {election} AND f.code = b.station_code
LEFT JOIN LATERAL (
  SELECT id, type, occurred_at, place_code, seals, condition FROM scans
  WHERE election_id = {election} AND box_code = b.code ORDER BY occurred_at DESC, id DESC LIMIT 20) AS s ON true
LEFT JOIN LATERAL (
  SELECT array_agg(breach ORDER BY breach) AS breaches FROM findings WHERE election_id = {election} AND scan_id = s.id) AS g ON true
WHERE b.election_id = {election} AND b.code = $1 AND {region}"""

_PAGE: Final = """
SELECT b.code, b.state, b.is_3t, s.type, s.occurred_at, s.place_code,
  v.code AS village, v.name AS village_name, d.code AS district, d.name AS district_name,
  r.code AS regency, r.name AS regency_name, p.code AS province, p.name AS province_name
FROM (SELECT * FROM boxes b WHERE b.election_id = {election} AND b.code > $1 AND {region} ORDER BY b.code LIMIT {first}) AS b
LEFT JOIN scans s ON s.election_id = {election} AND s.id = b.last_scan_id
JOIN regions v ON v.code = b.region_code
JOIN regions d ON d.code = v.parent_code
JOIN regions r ON r.code = d.parent_code
JOIN regions p ON p.code = r.parent_code
ORDER BY b.code"""

_AREA: Final = """
SELECT b.code, b.state, b.is_3t, ST_X(h.point) AS lon, ST_Y(h.point) AS lat
FROM (
  SELECT code, point FROM facilities WHERE election_id = {election} AND point && ST_MakeEnvelope($1, $2, $3, $4, 4326)
  UNION ALL
  SELECT code, point FROM conveyances WHERE election_id = {election} AND point && ST_MakeEnvelope($1, $2, $3, $4, 4326)) AS h
JOIN boxes b ON b.election_id = {election} AND b.place_code = h.code
WHERE {region}
ORDER BY b.code LIMIT {first}"""

_PROGRESS: Final = f"""
SELECT r.code, r.name, coalesce(sum(b.boxes), 0)::integer AS boxes,
  coalesce(sum(b.boxes) FILTER (WHERE b.state IN ({TRANSIT})), 0)::integer AS in_transit,
  coalesce(sum(b.boxes) FILTER (WHERE b.state IN ({DELIVERED})), 0)::integer AS delivered
FROM regions r LEFT JOIN progress b ON b.election_id = {{election}} AND b.region_code = r.code AND {{region}}
WHERE r.level = 'REGENCY' AND {{regions}} GROUP BY r.code, r.name ORDER BY r.code"""  # noqa: S608 -- put together from constants of this file


class Statements:
    """The statements for one scope; the number of rows is part of their text."""

    def __init__(self, scope: Scope) -> None:
        """Write the scope into the texts."""
        region = f"b.region_code >= '{scope.region_code}' AND b.region_code < '{scope.region_end}'" if scope.region_code else "true"
        known = {"election": str(scope.election_id), "region": region, "regions": region.replace("b.region_code", "r.code")}
        self.box = _BOX.format(**known)
        self.progress = _PROGRESS.format(**known)
        self._known = known

    def page(self, first: int) -> str:
        """A page of so many boxes."""
        return _PAGE.format(**self._known, first=int(first))

    def area(self, first: int) -> str:
        """At most so many boxes of an area."""
        return _AREA.format(**self._known, first=int(first))

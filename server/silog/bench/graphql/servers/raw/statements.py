"""The hand-written SQL: one statement per question, which answers the whole body.

The scope is a predicate on the root table, written as literals so that PostgreSQL plans for it; what hangs below is reached by keys.
"""

from typing import Final

from silog.kit.scope import Scope

TRANSIT: Final = "'LOADED', 'IN_TRANSIT', 'AT_HUB', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB'"
DELIVERED: Final = (
    "'AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB', 'RETURN_AT_PPS', "
    "'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED', 'LEGAL_HOLD', 'DISPOSED'"
)

_ONE_BOX: Final = """
SELECT json_build_object('data', json_build_object('box', (
  SELECT json_build_object('code', b.code, 'state', b.state, 'station', json_build_object('name', f.name),
    'scans', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object('type', s.type, 'occurredAt', s.occurred_at, 'placeCode', s.place_code, 'seals', s.seals,
        'condition', s.condition, 'breaches', coalesce((
          SELECT array_agg(g.breach ORDER BY g.breach) FROM findings g
          WHERE g.election_id = {election} AND g.scan_id = s.id), '{{}}'))), '[]')
      FROM (SELECT id, type, occurred_at, place_code, seals, condition FROM scans
        WHERE election_id = {election} AND box_code = b.code ORDER BY occurred_at DESC, id DESC LIMIT 20) AS s)))
  FROM boxes b JOIN facilities f ON f.election_id = {election} AND f.code = b.station_code
  WHERE b.election_id = {election} AND b.code = $1 AND {region})))::text"""

_PAGE: Final = """
SELECT json_build_object('data', json_build_object('boxes', json_build_object('nodes', coalesce(json_agg(page.box), '[]'))))::text
FROM (
  SELECT json_build_object('code', b.code, 'state', b.state, 'is3t', b.is_3t,
    'lastScan', CASE WHEN s.id IS NOT NULL
      THEN json_build_object('type', s.type, 'occurredAt', s.occurred_at, 'placeCode', s.place_code) END,
    'region', json_build_object('code', v.code, 'name', v.name, 'parent', json_build_object('code', d.code, 'name', d.name,
      'parent', json_build_object('code', r.code, 'name', r.name, 'parent', json_build_object('code', p.code, 'name', p.name))))) AS box
  FROM (SELECT * FROM boxes b WHERE b.election_id = {election} AND b.code > $1 AND {region} ORDER BY b.code LIMIT 50) AS b
  LEFT JOIN scans s ON s.election_id = {election} AND s.id = b.last_scan_id
  JOIN regions v ON v.code = b.region_code
  JOIN regions d ON d.code = v.parent_code
  JOIN regions r ON r.code = d.parent_code
  JOIN regions p ON p.code = r.parent_code
  ORDER BY b.code) AS page"""

_KEPT_PAGE: Final = """
SELECT json_build_object('data', json_build_object('boxes', json_build_object('nodes', coalesce(json_agg(page.box), '[]'))))::text
FROM (
  SELECT json_build_object('code', b.code, 'state', b.state, 'is3t', b.is_3t,
    'lastScan', CASE WHEN b.last_scan_id IS NOT NULL
      THEN json_build_object('type', b.last_scan_type, 'occurredAt', b.last_scan_at, 'placeCode', b.last_scan_place_code) END,
    'region', json_build_object('code', v.code, 'name', v.name, 'parent', json_build_object(
      'code', v.parent_code, 'name', v.parent_name_json::json, 'parent', json_build_object(
        'code', v.grandparent_code, 'name', v.grandparent_name_json::json, 'parent', json_build_object(
          'code', v.great_grandparent_code, 'name', v.great_grandparent_name_json::json))))) AS box
  FROM (SELECT * FROM boxes b WHERE b.election_id = {election} AND b.code > $1 AND {region} ORDER BY b.code LIMIT 50) AS b
  JOIN regions v ON v.code = b.region_code
  ORDER BY b.code) AS page"""

_AREA: Final = """
SELECT json_build_object('data', json_build_object('boxes', json_build_object('nodes', coalesce(json_agg(found.box), '[]'))))::text
FROM (
  SELECT json_build_object('code', b.code, 'state', b.state, 'is3t', b.is_3t,
    'currentPosition', json_build_object('lon', ST_X(h.point), 'lat', ST_Y(h.point))) AS box
  FROM (
    SELECT code, point FROM facilities WHERE election_id = {election} AND point && ST_MakeEnvelope($1, $2, $3, $4, 4326)
    UNION ALL
    SELECT code, point FROM conveyances WHERE election_id = {election} AND point && ST_MakeEnvelope($1, $2, $3, $4, 4326)) AS h
  JOIN boxes b ON b.election_id = {election} AND b.place_code = h.code
  WHERE {region}
  ORDER BY b.code LIMIT 1000) AS found"""

_PROGRESS: Final = """
SELECT json_build_object('data', json_build_object('progress', coalesce(json_agg(json_build_object(
  'region', json_build_object('code', c.code, 'name', c.name), 'boxes', c.boxes,
  'boxesInTransit', c.in_transit, 'boxesDelivered', c.delivered) ORDER BY c.code), '[]')))::text
FROM ({counts}) AS c"""

_KEPT: Final = f"""
  SELECT r.code, r.name, coalesce(sum(b.boxes), 0) AS boxes, coalesce(sum(b.boxes) FILTER (WHERE b.state IN ({TRANSIT})), 0) AS in_transit,
    coalesce(sum(b.boxes) FILTER (WHERE b.state IN ({DELIVERED})), 0) AS delivered
  FROM regions r LEFT JOIN progress b ON b.election_id = {{election}} AND b.region_code = r.code
  WHERE r.level = 'REGENCY' AND {{regions}} GROUP BY r.code, r.name"""  # noqa: S608 -- put together from constants of this file

_LIVE: Final = f"""
  SELECT r.code, r.name, coalesce(b.boxes, 0) AS boxes, coalesce(b.in_transit, 0) AS in_transit, coalesce(b.delivered, 0) AS delivered
  FROM regions r LEFT JOIN (
    SELECT left(b.region_code, 5) AS region_code, count(*) AS boxes, count(*) FILTER (WHERE state IN ({TRANSIT})) AS in_transit,
      count(*) FILTER (WHERE state IN ({DELIVERED})) AS delivered
    FROM boxes b WHERE b.election_id = {{election}} AND {{region}} GROUP BY left(b.region_code, 5)) AS b ON b.region_code = r.code
  WHERE r.level = 'REGENCY' AND {{regions}}"""  # noqa: S608 -- put together from constants of this file


def statements(scope: Scope) -> dict[str, str]:
    """Give the statement of each question for one scope.

    `Q2 kept` reads what is kept of last scans and regions where Q2 joins them; `Q4 live` counts the boxes themselves where Q4 adds up the
    kept counts.
    """
    region = f"b.region_code >= '{scope.region_code}' AND b.region_code < '{scope.region_end}'" if scope.region_code else "true"
    known = {"election": str(scope.election_id), "region": region, "regions": region.replace("b.region_code", "r.code")}
    return {
        "Q1": _ONE_BOX.format(**known),
        "Q2": _PAGE.format(**known),
        "Q2 kept": _KEPT_PAGE.format(**known),
        "Q3": _AREA.format(**known),
        "Q4": _PROGRESS.format(counts=_KEPT.format(**known)),
        "Q4 live": _PROGRESS.format(counts=_LIVE.format(**known)),
    }

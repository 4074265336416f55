"""Valid requests of every kind: what mutations start from."""

import base64
import json
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from silog.drill.ground import Ground

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One HTTP request to /graphql."""

    body: bytes
    headers: Headers
    method: str = "POST"
    query_string: bytes = b""

    def with_header(self, name: str, value: str | None) -> Self:
        """Set a header, or leave it out."""
        others = tuple(one for one in self.headers if one[0] != name)
        return replace(self, headers=others if value is None else (*others, (name, value)))

    def written(self) -> str:
        """Return the case as JSON, for a file."""
        content = {
            "method": self.method,
            "query_string": self.query_string.decode("latin-1"),
            "headers": self.headers,
            "body": base64.b64encode(self.body).decode(),
        }
        return json.dumps(content, indent=1)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the case that `written` wrote."""
        content = json.loads(text)
        headers = tuple((name, value) for name, value in content["headers"])
        return cls(base64.b64decode(content["body"]), headers, content["method"], content["query_string"].encode("latin-1"))


_BOX: Final = """query Box($code: String!, $all: Boolean = true) {
  box(code: $code) { code state isLate ...Where scans(first: 5) @include(if: $all) { totalCount nodes { id type occurredAt } } }
}
fragment Where on Box { station { code name } region { name parent { name } } place { __typename code ... on Facility { name } } }"""
_BOXES: Final = """query ($filter: BoxFilter, $first: Int! = 5, $after: Cursor) {
  boxes(filter: $filter, orderBy: CODE, first: $first, after: $after) {
    nodes { code state } edges { cursor } pageInfo { hasNextPage endCursor }
  }
}"""
_AREA: Final = """query Area($within: Within, $near: GeoPoint!) {
  facilities(within: $within, kinds: [PORT, WAREHOUSE], first: 3) { nodes { code position { lon lat } } }
  nearby(point: $near, radiusM: 5000.5) { __typename }
}"""
_NODES: Final = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Region { name } } }"
_TYPES: Final = "{ __schema { queryType { name } types { ...T } } } fragment T on __Type { kind name enumValues { name } }"
_RECORD: Final = (
    "mutation ($input: RecordScansInput!) { recordScans(input: $input) { results { status code } errors { code message path } } }"
)
_REPORT: Final = "mutation R($input: ReportPositionsInput!) { reportPositions(input: $input) { accepted errors { code path } } }"


def valid_cases(ground: Ground) -> list[Case]:
    """Return one request of each kind, by the public and by a coordinator."""
    box = ground.boxes[0]
    polygon = {"type": "Polygon", "coordinates": [[[104.0, 0.5], [105.0, 0.5], [105.0, 1.5], [104.0, 0.5]]]}
    scans = [{"event": one.event, "detail": one.detail, "signature": one.signature, "key": one.key} for one in ground.scans[:2]]
    position = {"conveyance": "CNV-1", "at": "2024-11-20T07:00:00+07:00", "lon": 104.5, "lat": 0.9, "courseDeg": 12.0}
    asked: list[dict[str, Any]] = [
        {"query": '{ region(code: "21.03") { code name children { code } } }'},
        {"query": _BOX, "operationName": "Box", "variables": {"code": box, "all": False}},
        {"query": _BOXES, "variables": {"filter": {"region": "21.01", "states": ["PLANNED"]}, "first": 3, "after": None}},
        {"query": _AREA, "variables": {"within": {"polygon": polygon}, "near": {"lon": 104.5, "lat": 0.9}}},
        {"query": _NODES, "variables": {"ids": ["Region:21", f"Box:1:{box}"]}},
        {"query": "{ viewer { name role election { code } } summary { boxes } elections { code } }", "extensions": {}},
        {"query": _TYPES},
        {"query": '{ __type(name: "Box") { fields { name args { name defaultValue } } } }'},
        {"query": "subscription { liveFeed { cursor } }"},
        {"query": _RECORD, "variables": {"input": {"scans": scans}}},
        {"query": _REPORT, "variables": {"input": {"positions": [position]}}},
        {"documentId": "sha256:" + "0" * 64, "variables": {"code": box}},
    ]
    plain: Headers = (("content-type", "application/json"), ("accept", "application/json"), ("silog-election", ground.election))
    signed_in = (*plain, ("authorization", f"Bearer {ground.token}"))
    bodies = [json.dumps(one).encode() for one in asked]
    return [Case(body, headers) for body in bodies for headers in (plain, signed_in)]

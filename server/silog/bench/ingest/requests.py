"""How the product is asked to take in scans and positions."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from silog.bench.ingest.peers.desk import PATH
from silog.bench.ingest.scans import Batch
from silog.bench.load import Request
from silog.custody.events import Submission
from silog.movement.rules import PositionReport

RECORD: Final = """mutation HandIn($input: RecordScansInput!) {
  recordScans(input: $input) {
    results { index status flags code message }
    errors { code message }
  }
}"""
REPORT: Final = """mutation Report($input: ReportPositionsInput!) {
  reportPositions(input: $input) {
    accepted
    errors { code message path }
  }
}"""
TYPED: Final = RECORD.replace("RecordScansInput", "TypedScansInput")
"""The same, asked of a server whose inputs have a field for each value."""


def recording(batches: Iterable[Batch], token: str) -> list[Request]:
    """Write the requests that hand these batches in to the product."""
    return [_posted(RECORD, {"scans": [_opaque(one) for one in batch]}, token) for batch in batches]


def recording_bare(batches: Iterable[Batch]) -> list[Request]:
    """Write the requests that hand them in at the desk that stands by itself."""
    return [Request.post_json(PATH, json.dumps([_opaque(one) for one in batch]).encode(), unwanted=b"QUARANTINED") for batch in batches]


def recording_typed(batches: Iterable[Batch]) -> list[Request]:
    """Write the requests that hand them in to the server with typed inputs."""
    return [_posted(TYPED, {"scans": [_typed(one) for one in batch]}) for batch in batches]


def reporting(reports: Iterable[Sequence[PositionReport]], token: str) -> list[Request]:
    """Write the requests that report positions to the product."""
    return [_posted(REPORT, {"positions": [_position(one) for one in batch]}, token, b"extensions") for batch in reports]


def _posted(document: str, given: dict[str, Any], token: str | None = None, unwanted: bytes = b"QUARANTINED") -> Request:
    body = json.dumps({"query": document, "variables": {"input": given}}).encode()
    return Request.post_json("/graphql", body, token=token, unwanted=unwanted)


def _opaque(one: Submission) -> dict[str, str | None]:
    return {"event": one.event, "detail": one.detail, "signature": one.signature, "key": one.key}


def _typed(one: Submission) -> dict[str, Any]:
    event = {_camel(name): value for name, value in json.loads(one.event).items()}
    detail = {_camel(name): value for name, value in json.loads(one.detail or "").items()}
    return {"event": event, "detail": detail, "signature": one.signature, "key": one.key}


def _position(one: PositionReport) -> dict[str, Any]:
    where = {"conveyance": one.conveyance_code, "at": one.at.isoformat(), "lon": one.lon, "lat": one.lat}
    return {**where, "courseDeg": one.course_deg, "speedKn": one.speed_kn}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)

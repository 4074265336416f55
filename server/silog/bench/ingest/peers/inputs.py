"""The typed inputs, and the mutation that makes of them what the devices signed."""

from dataclasses import fields
from typing import Any, cast

import strawberry
from strawberry.types import Info

from silog.custody.canonical import canonical_bytes
from silog.custody.events import Submission
from silog.custody.schema.recording import RecordScansPayload, result_of


@strawberry.input
class TypedEvent:
    """The values of an event of version 1."""

    v: int
    id: str
    type: str
    election: str
    box: str
    seals: list[str]
    dev: str
    seq: int
    prev: str
    hlc: str
    t_dev: float
    place: str
    cond: str
    detail: str


@strawberry.input
class TypedDetail:
    """The values of a detail."""

    salt: str
    actor: str
    lat_e7: int = strawberry.field(name="latE7")
    lon_e7: int = strawberry.field(name="lonE7")
    acc_cm: int
    photo_sha256: str = strawberry.field(name="photoSha256")


@strawberry.input
class TypedScan:
    """One scan."""

    event: TypedEvent
    detail: TypedDetail | None = None
    signature: str
    key: strawberry.ID


@strawberry.input
class TypedScansInput:
    """A batch."""

    scans: list[TypedScan]


@strawberry.type
class Query:
    """GraphQL asks for one."""

    hello: str = "hello"


@strawberry.type
class Mutation:
    """The one mutation."""

    @strawberry.mutation
    async def record_scans(self, info: Info, input: TypedScansInput) -> RecordScansPayload:  # noqa: A002 -- the API's word
        """Take a batch in."""
        answers = await info.context["scans"].record(info.context["election"].id, [_submission(scan) for scan in input.scans])
        return RecordScansPayload(results=[result_of(answer) for answer in answers], errors=[])


def _submission(scan: TypedScan) -> Submission:
    detail = None if scan.detail is None else canonical_bytes(_values(scan.detail)).decode()
    event = {**_values(scan.event), "t_dev": int(scan.event.t_dev)}
    return Submission(canonical_bytes(event).decode(), detail, scan.signature, str(scan.key))


def _values(given: Any) -> dict[str, Any]:  # noqa: ANN401 -- either input
    return {field.name: cast("Any", getattr(given, field.name)) for field in fields(given)}

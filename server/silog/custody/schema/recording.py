"""The mutation that records scans."""

from typing import Annotated, Any

import strawberry

from silog.custody.actions.recording import ScanAnswer, ScanStatus
from silog.custody.events import Submission
from silog.custody.rules import ScanFlag
from silog.custody.schema.registering import SealMutation
from silog.kit.graphql.declare.mutations import UserError
from silog.kit.graphql.declare.plain import plain
from silog.people.rules import Right

MOST_SCANS = 1_000

strawberry.enum(
    ScanStatus,
    description="What became of a scan. A device may forget one that is RECORDED or ALREADY_HAVE; QUARANTINED waits for a person.",
)


@strawberry.input(description="One scan as its device signed it; see docs/scan-events.md.")
class ScanInput:
    """A submission. It is opaque to GraphQL, so that a malformed one is answered by itself."""

    event: str = strawberry.field(description="The event: the exact text whose UTF-8 bytes were signed.")
    detail: str | None = strawberry.field(description="What is personal, as JSON; the event holds its hash.", default=None)
    signature: str = strawberry.field(description="The signature over the event's bytes, in base64url.")
    key: strawberry.ID = strawberry.field(description="The id of the device's key.")


@strawberry.input(description="A batch of scans.")
class RecordScansInput:
    """Input of recordScans."""

    scans: list[ScanInput] = strawberry.field(description="At most 1,000, in any order; what was sent before may be sent again.")


@strawberry.type(description="What became of one scan of the batch.")
class ScanResult:
    """One answer."""

    index: int = strawberry.field(description="Its place in the batch, from 0.")
    status: ScanStatus = strawberry.field(description="What became of it.")
    event_id: strawberry.ID | None = strawberry.field(description="The id inside the event; null where it could not be read.")
    flags: list[ScanFlag] = strawberry.field(description="What was remarkable about it.")
    code: str | None = strawberry.field(description="Why it is in quarantine: a stable word.")
    message: str | None = strawberry.field(description="Why it is in quarantine: for people.")


@strawberry.type(description="The answers to a batch, one for each scan, in its order.")
class RecordScansPayload:
    """Payload of recordScans."""

    results: list[ScanResult] = strawberry.field(description="One for each scan; empty when the batch was not taken.")
    errors: list[UserError] = strawberry.field(description="Why the batch as a whole was not taken; empty when it was.")


async def take_in(context: Any, batch: RecordScansInput) -> RecordScansPayload:  # noqa: ANN401 -- the application's context
    """Take a batch in."""
    viewer = context.viewer
    viewer.demand(Right.RECORD_SCANS)
    if not 0 < len(batch.scans) <= MOST_SCANS:
        message = f"The batch holds {len(batch.scans)} scans: send 1 to {MOST_SCANS}."
        return RecordScansPayload(results=[], errors=[UserError(code="BATCH_SIZE", message=message, path=["scans"])])
    submissions = [Submission(scan.event, scan.detail, scan.signature, scan.key) for scan in batch.scans]
    answers = await context.scans.record(viewer.election_id, submissions)
    return RecordScansPayload(results=[result_of(answer) for answer in answers], errors=[])


def result_of(answer: ScanAnswer) -> ScanResult:
    """Say an answer in the words of the schema."""
    return ScanResult(
        index=answer.index,
        status=answer.status,
        event_id=None if answer.id is None else strawberry.ID(str(answer.id)),
        flags=list(answer.flags),
        code=answer.code,
        message=answer.message,
    )


@strawberry.type
class CustodyMutation(SealMutation):
    """The mutations of custody."""

    @strawberry.mutation(
        description="Record scans: durable once answered, idempotent, each one answered by itself. A physical fact is never refused.",
        metadata=plain(take_in),
    )
    async def record_scans(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[RecordScansInput, strawberry.argument(description="The batch.")],  # noqa: A002 -- the API's word
    ) -> RecordScansPayload | None:
        """Take a batch in."""
        return await take_in(info.context, input)

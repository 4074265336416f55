"""Deciding, before anything is written, which submissions are scans and which cannot be taken.

No SQL and no clock: everything a submission is judged by is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from silog.custody.canonical import from_base64url
from silog.custody.events import Detail, Event, Submission, detail_of, read_event
from silog.custody.refusals import Refusal, RefusalCode
from silog.custody.rules import ScanFlag
from silog.custody.signing import SIGNATURE_BYTES, is_signed
from silog.custody.strictjson import shown
from silog.kit.values import Value
from silog.people.queries import Device


class Legible(Value, frozen=True):
    """A submission that could be read. `index` is its place in the batch."""

    index: int
    submission: Submission
    event: Event


class Accepted(Value, frozen=True):
    """A submission that is a scan of this election, rightly signed by a trusted device. `index` is its place in the batch."""

    index: int
    submission: Submission
    event: Event
    signature: bytes
    detail: Detail | None
    device: Device


class Refused(Value, frozen=True):
    """A submission that goes into quarantine, with the id it claims to have if that could be read."""

    index: int
    submission: Submission
    code: RefusalCode
    message: str
    id: UUID | None = None


def read_all(submissions: Sequence[Submission]) -> list[Legible | Refused]:
    """Read each submission of a batch by itself."""
    return [_read(index, submission) for index, submission in enumerate(submissions)]


def examine_all(read: Sequence[Legible | Refused], election_code: str, devices: Mapping[str, Device]) -> list[Accepted | Refused]:
    """Judge each that could be read by itself: election, key, device, signature, detail, in this order."""
    return [one if isinstance(one, Refused) else _examine(one, election_code, devices) for one in read]


def _read(index: int, submission: Submission) -> Legible | Refused:
    try:
        return Legible(index, submission, read_event(submission.event))
    except Refusal as refusal:
        return Refused(index, submission, refusal.code, refusal.message)


def _examine(one: Legible, election_code: str, devices: Mapping[str, Device]) -> Accepted | Refused:
    event, submission = one.event, one.submission
    try:
        _check_election(event, election_code)
        _check_key(event, submission)
        device = _device_of(event, devices)
        signature = _check_signature(event, submission, device)
        return Accepted(one.index, submission, event, signature, detail_of(event, submission.detail), device)
    except Refusal as refusal:
        return Refused(one.index, submission, refusal.code, refusal.message, event.id)


def same_or_refused(accepted: Accepted, recorded_id: UUID, recorded_content: bytes) -> Accepted | Refused:
    """Compare a scan with the recorded one that has its id or its device number: refused where they are not the same event."""
    if accepted.event.content == recorded_content:
        return accepted
    if accepted.event.id == recorded_id:
        code, message = RefusalCode.ID_CONFLICT, f"Another event was recorded under the id {recorded_id}."
    else:
        number = f"{accepted.event.device_id}, seq {accepted.event.seq}"
        code, message = RefusalCode.SEQ_CONFLICT, f"Another event, {recorded_id}, was recorded under {number}."
    return Refused(accepted.index, accepted.submission, code, message, accepted.event.id)


def first_of_each(accepted: Iterable[Accepted]) -> tuple[list[Accepted], list[tuple[Accepted, Accepted]]]:
    """Part a batch into the first scan of each id and device number, and (later, first) pairs that share one."""
    firsts: list[Accepted] = []
    repeats: list[tuple[Accepted, Accepted]] = []
    seen: dict[UUID | tuple[str, int], Accepted] = {}
    for one in accepted:
        keys = one.event.id, (one.event.device_id, one.event.seq)
        first = seen.get(keys[0]) or seen.get(keys[1])
        if first is None:
            firsts.append(one)
            seen[keys[0]] = seen[keys[1]] = one
        else:
            repeats.append((one, first))
    return firsts, repeats


def chain_flag(event: Event, before: str | None, prev_of_next: str | None, own_hash: str) -> ScanFlag | None:
    """Judge an event's place in its device's chain.

    `before` is the hash of the device's event before it, `prev_of_next` what the event after it names as its predecessor; None where
    that one was not received. All hashes as events name them: base64url.
    """
    if prev_of_next is not None and prev_of_next != own_hash:
        return ScanFlag.CHAIN_FORK
    if event.seq == 1:
        return None
    if before is None:
        return ScanFlag.CHAIN_GAP
    return None if event.prev == before else ScanFlag.CHAIN_FORK


def _check_election(event: Event, election_code: str) -> None:
    if event.election != election_code:
        message = f"The event belongs to the election {shown(event.election)}, and was sent to {election_code}."
        raise Refusal(RefusalCode.WRONG_ELECTION, message)


def _check_key(event: Event, submission: Submission) -> None:
    if submission.key != event.device_id:
        message = f"The key is {shown(submission.key)}, and the event says that {event.device_id} signed it."
        raise Refusal(RefusalCode.WRONG_KEY, message)


def _device_of(event: Event, devices: Mapping[str, Device]) -> Device:
    device = devices.get(event.device_id)
    if device is None:
        raise Refusal(RefusalCode.UNKNOWN_DEVICE, f"No device {event.device_id} is enrolled in this election.")
    if device.revoked_after_seq is not None and event.seq > device.revoked_after_seq:
        message = f"The device {device.id} is trusted up to its event {device.revoked_after_seq}; this is {event.seq}."
        raise Refusal(RefusalCode.REVOKED_DEVICE, message)
    return device


def _check_signature(event: Event, submission: Submission, device: Device) -> bytes:
    signature = from_base64url(submission.signature, SIGNATURE_BYTES)
    if signature is None:
        message = "The signature is not 64 bytes as base64url without padding (86 characters)."
        raise Refusal(RefusalCode.BAD_SIGNATURE, message)
    if not is_signed(device.algorithm, device.public_key, signature, event.content):
        message = f"The signature does not fit the event's bytes and the {device.algorithm} key of {device.id}."
        raise Refusal(RefusalCode.BAD_SIGNATURE, message)
    return signature

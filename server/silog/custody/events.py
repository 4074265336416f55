"""A scan as a device signs it: the event, and the personal detail beside it.

Read strictly from the exact bytes that were signed; see docs/scan-events.md, which is the contract with every client.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg.pgproto import pgproto

from silog.custody import glance
from silog.custody.canonical import from_base64url, sha256_text
from silog.custody.glance import NO_ACCURACY
from silog.custody.refusals import Refusal, RefusalCode
from silog.custody.rules import HANDOVER_ACTS, Condition, ScanType
from silog.custody.strictjson import bytes_of, read_object, shown
from silog.kit.values import Value

VERSIONS: Final = (1, 2)
EVENT_KEYS: Final[dict[str, type]] = {
    "v": int,
    "id": str,
    "type": str,
    "election": str,
    "box": str,
    "seals": list,
    "dev": str,
    "seq": int,
    "prev": str,
    "hlc": str,
    "t_dev": int,
    "place": str,
    "cond": str,
    "detail": str,
}
HANDOVER_KEYS: Final[dict[str, type]] = {**EVENT_KEYS, "handover": str}
"""The keys of version 2."""
DETAIL_KEYS: Final[dict[str, type]] = {"salt": str, "actor": str, "lat_e7": int, "lon_e7": int, "acc_cm": int, "photo_sha256": str}

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NONCE_BYTES: Final = 16

_ACTS: Final = dict(ScanType.__members__)
_CONDITIONS: Final = dict(Condition.__members__)
_ANY_ACT: Final = f"one of {', '.join(ScanType)}"
_ANY_ACT_OF_1: Final = f"one of {', '.join(act for act in ScanType if act is not ScanType.HAND_OVER)} in version 1"
_ANY_CONDITION: Final = f"one of {', '.join(Condition)}"
_UUID7: Final = re.compile(glance.UUID7, re.ASCII)
_HLC: Final = re.compile(glance.HLC, re.ASCII)
_SEAL: Final = re.compile(glance.SEAL, re.ASCII)
_SALT: Final = re.compile(glance.SALT, re.ASCII)
_HASH: Final = re.compile(glance.HASH, re.ASCII)
_WORD: Final = re.compile(r"[!-~]{1,64}", re.ASCII)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Submission:
    """One scan as it is handed in: the event and the detail as JSON texts, the signature as base64url, the id of the device's key."""

    event: str
    detail: str | None
    signature: str
    key: str


class Event(Value, frozen=True):
    """What a device signed, with the bytes that it signed and their SHA-256. `place` and `box` may be unknown to everybody.

    `handover` is the nonce that giver and receiver both sign; '' where the event is no side of a handover, as in all of version 1.
    """

    id: UUID
    type: ScanType
    election: str
    box: str
    seals: tuple[str, ...]
    device_id: str
    seq: int
    prev: str
    hlc: str
    device_clock_at: datetime
    place: str
    condition: Condition
    detail_hash: str
    handover: str
    content: bytes
    content_hash: bytes


class Detail(Value, frozen=True):
    """What is personal about a scan. `point` is (lon, lat) in degrees; None, like the accuracy, where the device had no position."""

    text: str
    actor: str
    point: tuple[float, float] | None
    accuracy_m: float | None
    photo_sha256: str | None


def read_event(text: str) -> Event:
    """Read an event from the text that was signed. Raises Refusal with the first thing that is wrong."""
    content = bytes_of(text)
    value = glance.glance_at_event(text) or read_event_strictly(text)
    return Event(
        pgproto.UUID(value["id"]),  # the driver's, which is read, written and compared in a tenth of the time of the library's
        _ACTS[value["type"]],
        value["election"],
        value["box"],
        tuple(value["seals"]),
        value["dev"],
        value["seq"],
        value["prev"],
        value["hlc"],
        _EPOCH + timedelta(milliseconds=value["t_dev"]),
        value["place"],
        _CONDITIONS[value["cond"]],
        value["detail"],
        value.get("handover", ""),
        content,
        hashlib.sha256(content).digest(),
    )


def read_event_strictly(text: str) -> dict[str, Any]:
    """Look at one value of an event after another, and give them. Raises Refusal with the first thing that is wrong."""
    _refuse_versions_to_come(text)
    # Which keys there are to be is the version's to say; where it has a handover, it is meant to be version 2.
    value = read_object(text, HANDOVER_KEYS if '"handover"' in text else EVENT_KEYS)
    if value["v"] not in VERSIONS:
        raise _unknown_version(value["v"])
    _check_version(value)
    _check_values(value)
    return value


def read_detail(text: str) -> Detail:
    """Read a detail. Raises Refusal(BAD_DETAIL) with the first thing that is wrong."""
    value = glance.glance_at_detail(text) or read_detail_strictly(text)
    if value["acc_cm"] == NO_ACCURACY:
        return Detail(text, value["actor"], None, None, value["photo_sha256"] or None)
    point = value["lon_e7"] / 1e7, value["lat_e7"] / 1e7
    return Detail(text, value["actor"], point, value["acc_cm"] / 100, value["photo_sha256"] or None)


def read_detail_strictly(text: str) -> dict[str, Any]:
    """Look at one value of a detail after another, and give them. Raises Refusal(BAD_DETAIL) with the first thing that is wrong."""
    try:
        value = read_object(text, DETAIL_KEYS)
        _demand(_SALT.fullmatch(value["salt"]), "salt", value, "at least 128 random bits as base64url (22 to 64 characters)")
        is_name = 0 < len(value["actor"]) <= glance.MOST_ACTOR and not _UNPRINTABLE.search(value["actor"])
        _demand(is_name, "actor", value, f"1 to {glance.MOST_ACTOR} printable characters")
        _demand(abs(value["lat_e7"]) <= glance.MOST_LAT_E7, "lat_e7", value, "degrees times 10^7, from -90 to 90 degrees")
        _demand(abs(value["lon_e7"]) <= glance.MOST_LON_E7, "lon_e7", value, "degrees times 10^7, from -180 to 180 degrees")
        is_accuracy = NO_ACCURACY <= value["acc_cm"] <= glance.MOST_ACCURACY_CM
        _demand(is_accuracy, "acc_cm", value, "centimetres, or -1 where the device had no position")
        _demand(_is_hash(value["photo_sha256"], or_empty=True), "photo_sha256", value, "a SHA-256 as base64url (43 characters), or empty")
    except Refusal as refusal:
        raise Refusal(RefusalCode.BAD_DETAIL, f"The detail cannot be read. {refusal.message}") from refusal
    return value


def detail_of(event: Event, text: str | None) -> Detail | None:
    """Read the detail that came with an event and hold it to the hash the event carries; None when it did not come."""
    if text is None:
        return None
    detail = read_detail(text)
    found = sha256_text(text.encode())
    if found != event.detail_hash:
        carried = event.detail_hash or "no hash of a detail"
        raise Refusal(RefusalCode.DETAIL_MISMATCH, f"The detail that was sent hashes to {found}, and the event carries {carried}.")
    return detail


def _refuse_versions_to_come(text: str) -> None:
    """A version to come may have other keys. Whoever signs it is to hear that this server is older, and not that a key is wrong."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return  # what it is instead, the reader of objects says
    version = value.get("v") if isinstance(value, dict) else None
    if type(version) is int and version > max(VERSIONS):
        raise _unknown_version(version)


def _unknown_version(version: int) -> Refusal:
    return Refusal(RefusalCode.UNKNOWN_VERSION, f"v is {shown(version)}; this server reads versions 1 and 2.")


def _check_values(value: dict[str, Any]) -> None:
    _demand(_UUID7.fullmatch(value["id"]), "id", value, "a UUID of version 7 in small letters")
    _demand(value["type"] in _ACTS, "type", value, _ANY_ACT)
    _demand(value["cond"] in _CONDITIONS, "cond", value, _ANY_CONDITION)
    for key in ("election", "box", "dev", "place"):
        _demand(_WORD.fullmatch(value[key]), key, value, "1 to 64 printable ASCII characters without spaces")
    seals = value["seals"]
    are_seals = len(seals) <= glance.MOST_SEALS and len(set(seals)) == len(seals) and all(map(_SEAL.fullmatch, seals))
    _demand(are_seals, "seals", value, f"at most {glance.MOST_SEALS} different seals, each of 1 to 40 letters, digits or ./:_-")
    _demand(value["seq"] >= 1, "seq", value, "1 for the device's first event, then one more each time")
    if value["seq"] == 1:
        _demand(not value["prev"], "prev", value, "empty in the device's first event")
    else:
        _demand(_is_hash(value["prev"]), "prev", value, "the SHA-256 of the device's previous event as base64url (43 characters)")
    _demand(_HLC.fullmatch(value["hlc"]), "hlc", value, "12 hexadecimal digits of milliseconds, a hyphen and 4 of a counter")
    _demand(0 < value["t_dev"] < glance.LATEST_MS, "t_dev", value, "milliseconds since 1970-01-01T00:00:00Z")
    _demand(_is_hash(value["detail"], or_empty=True), "detail", value, "the SHA-256 of the detail as base64url (43 characters), or empty")


def _check_version(value: dict[str, Any]) -> None:
    """Version 2 has the key `handover`, version 1 has not; a HAND_OVER needs its nonce, and only a side of a handover has one."""
    if value["v"] == 1:
        if "handover" in value:
            raise Refusal(RefusalCode.UNKNOWN_KEY, "Not known: 'handover'. It is a key of version 2, and v is 1.")
        _demand(value["type"] != ScanType.HAND_OVER, "type", value, _ANY_ACT_OF_1)
        return
    if "handover" not in value:
        raise Refusal(RefusalCode.MISSING_KEY, "Missing: handover. Version 2 has this key; it is empty where nothing is handed over.")
    nonce, act = value["handover"], value["type"]
    if act == ScanType.HAND_OVER or nonce:
        is_nonce = from_base64url(nonce, _NONCE_BYTES) is not None
        _demand(is_nonce, "handover", value, "128 random bits as base64url (22 characters); empty in what is no side of a handover")
    if nonce:
        _demand(act in HANDOVER_ACTS, "type", value, f"one of {', '.join(sorted(HANDOVER_ACTS))} where `handover` holds a nonce")


def _demand(holds: object, key: str, value: dict[str, Any], expected: str) -> None:
    if not holds:
        raise Refusal(RefusalCode.BAD_VALUE, f"{key} is {shown(value[key])}, and must be {expected}.")


def _is_hash(text: str, *, or_empty: bool = False) -> bool:
    return (or_empty and not text) or _HASH.fullmatch(text) is not None

"""Enrolling the devices whose keys sign events, and ending the trust in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, checked_reason, note
from silog.people.actions.sessions import end_sessions_of_device
from silog.people.queries import devices_by_id
from silog.people.rules import KeyAlgorithm, Viewer, key_id, refuse_wrong_key
from silog.people.rules.invitations import checked_label
from silog.people.tables import devices
from silog.places.queries import election_numbered, region_facts

ENROLLED: Final = "device:key:enrol"
_MOST_SEQ: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is known of a device when its key is taken up. `place_code` is where it serves, if it serves at one place."""

    label: str
    region_code: str
    algorithm: KeyAlgorithm
    public_key: bytes
    place_code: str | None = None


async def enrol_device(database: Database, election_id: int, enrolment: Enrolment, by: Viewer | None = None) -> str:
    """Take up one device's key and give its id, which the device puts into every event."""
    return (await enrol_devices(database, election_id, [enrolment], by))[0]


async def enrol_devices(database: Database, election_id: int, enrolments: Sequence[Enrolment], by: Viewer | None = None) -> list[str]:
    """Take up many keys, all or none. Enrolling the same key in the same election again changes nothing and gives the same id.

    A key that serves in another election is refused: an event's key alone must tell training from real. `by` stands in the audit; None in
    programs that make worlds.
    """
    for enrolment in enrolments:
        checked_label(enrolment.label)
        refuse_wrong_key(enrolment.algorithm, enrolment.public_key)
    ids = [key_id(enrolment.public_key) for enrolment in enrolments]
    rows = [_row(election_id, number, enrolment) for number, enrolment in zip(ids, enrolments, strict=True)]
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        election = await election_numbered(work.connection, election_id)
        wanted = {enrolment.region_code for enrolment in enrolments}
        unknown = sorted(wanted - set(await region_facts(work.connection, wanted)))
        if unknown:
            raise SilogError(WRONG_INPUT, f"There is no region {', '.join(unknown[:5])}.", "Load it first: silog load regions.")
        if rows:
            await work.connection.execute(insert(devices).on_conflict_do_nothing(), rows)
        # A row of another election stopped the insert and is not in this scope.
        seen = await devices_by_id(await work.driver, ids)
        elsewhere = [number for number in ids if number not in seen]
        if elsewhere:
            message = f"The key {elsewhere[0]} serves in another election."
            raise SilogError(WRONG_INPUT, message, "Make a new key on the device for this election.")
        if by is not None:
            await _note_enrolled(work, by, election.clock.time_at(real_now()), dict(zip(ids, enrolments, strict=True)))
    return ids


async def _note_enrolled(work: UnitOfWork, by: Viewer, at: datetime, enrolled: Mapping[str, Enrolment]) -> None:
    for number, one in enrolled.items():
        facts = as_json({"label": one.label, "place": one.place_code})
        await note(work, by, at, AuditEntry(one.region_code, ENROLLED, number, "", None, facts))


@dataclass(frozen=True, slots=True)
class Revocation:
    """Which device is no longer trusted, from which of its events on, and why."""

    device_id: str
    after_seq: int
    reason: str


async def revoke_device(database: Database, viewer: Viewer, revocation: Revocation) -> None:
    """End the trust in a device of the viewer's territory: its events up to `after_seq` still count, and what comes later is quarantined.

    0 or more, and never moved later. Its sessions end in the same transaction. UNKNOWN_DEVICE where there is none that is trusted so far.
    """
    reason = checked_reason(revocation.reason)
    if not 0 <= revocation.after_seq <= _MOST_SEQ:
        raise SilogError(WRONG_INPUT, f"No event has the number {revocation.after_seq}.", "Give the last one that counts; 0 for none.")
    now = real_now()
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        before = await _locked(work, revocation)
        d = devices.c
        values = {"revoked_after_seq": revocation.after_seq, "revoked_at": func.coalesce(d.revoked_at, now)}
        await work.connection.execute(update(devices).where(d.election_id == before.election_id, d.id == before.id).values(values))
        await end_sessions_of_device(work, before.id, now)
        was = None if before.revoked_after_seq is None else as_json({"after_seq": before.revoked_after_seq})
        entry = AuditEntry(before.region_code, "device:key:revoke", before.id, reason, was, as_json({"after_seq": revocation.after_seq}))
        await note(work, viewer, election.clock.time_at(now), entry)


async def _locked(work: UnitOfWork, revocation: Revocation) -> Row[Any]:
    d = devices.c
    trusted = or_(d.revoked_after_seq.is_(None), d.revoked_after_seq >= revocation.after_seq)
    wanted = select(devices).where(d.election_id == work.scope.election_id, d.id == revocation.device_id, trusted)
    found = (await work.connection.execute(wanted.with_for_update(key_share=True))).one_or_none() if _is_id(revocation.device_id) else None
    if found is None:
        message = f"There is no device {revocation.device_id!r} in your territory that is trusted beyond {revocation.after_seq}."
        raise SilogError("UNKNOWN_DEVICE", message, "Ask `devices` for the keys.")
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _row(election_id: int, number: str, enrolment: Enrolment) -> dict[str, object]:
    return {
        "election_id": election_id,
        "id": number,
        "label": checked_label(enrolment.label),
        "region_code": enrolment.region_code,
        "place_code": enrolment.place_code,
        "algorithm": enrolment.algorithm,
        "public_key": enrolment.public_key,
        "enrolled_at": real_now(),
    }

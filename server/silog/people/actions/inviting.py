"""Inviting devices: codes that are printed and handed out, each good for the enrolment of one device.

Codes leave here once, in the answer; what is kept of them is their hash.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat
from typing import Final

from sqlalchemy import insert

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.rules import Role, Viewer, token_hash
from silog.people.rules.invitations import (
    CODE_BYTES,
    INVITATION_DAYS,
    LONGEST_LABEL,
    MOST_INVITATIONS,
    PLACES,
    checked_label,
    code_of,
    refuse_wrong_number,
    refuse_wrong_role,
)
from silog.people.tables import invitations
from silog.places.queries import FacilityFacts, election_numbered, facilities_of, region_facts
from silog.places.rules import is_within

ACTION: Final = "device:invitation:make"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite: a role in a region. `place_code` names one place; `is_each_place` one device for every place of the role's kind."""

    role: Role
    region_code: str
    label: str
    place_code: str | None = None
    is_each_place: bool = False
    count: int = 1
    days: int = INVITATION_DAYS


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation with its code, which is said here and nowhere else again."""

    code: str
    role: Role
    label: str
    region_code: str
    place_code: str | None
    expires_at: datetime

    @property
    def path(self) -> str:
        """What the QR on its sheet holds, after the server's address. What follows the # is never sent, so no log keeps the code."""
        return f"/scan#u={self.code}"


@dataclass(frozen=True, slots=True)
class _Seat:
    region_code: str
    place_code: str | None
    label: str


async def invite_devices(database: Database, viewer: Viewer, wanted: Invited, *, most: int = MOST_INVITATIONS) -> list[Invitation]:
    """Make invitations for devices of the viewer's own territory, all or none, and note in the audit who made them.

    A device that serves at one place sees the region of that place, and no more of the one that was named.
    """
    refuse_wrong_role(wanted.role)
    label = checked_label(wanted.label)
    _refuse_elsewhere(viewer, wanted.region_code)
    async with database.unit_of_work(viewer.scope) as work:
        election = await election_numbered(work.connection, viewer.election_id)
        seats = await _seats(work, wanted, label)
        refuse_wrong_number(len(seats), wanted.days, most)
        now = real_now()
        made = [_invitation(wanted, seat, now) for seat in seats]
        await work.connection.execute(insert(invitations), [_row(viewer, one, now) for one in made])
        await note(work, viewer, election.clock.time_at(now), _entry(wanted, label, len(made)))
    return made


async def _seats(work: UnitOfWork, wanted: Invited, label: str) -> Sequence[_Seat]:
    if "\0" in wanted.region_code or wanted.region_code not in await region_facts(work.connection, [wanted.region_code]):
        raise SilogError(WRONG_INPUT, f"There is no region {wanted.region_code!r}.", "Ask `regions` for their codes.")
    if wanted.is_each_place:
        return [_Seat(one.region_code, one.code, f"{label} {one.name}"[:LONGEST_LABEL]) for one in await _places(work, wanted)]
    region = wanted.region_code
    if wanted.place_code is not None:
        found = await facilities_of(work.connection, codes=[wanted.place_code]) if "\0" not in wanted.place_code else []
        if not found or not is_within(found[0].region_code, region):
            message = f"There is no place {wanted.place_code!r} in {region}."
            raise SilogError(WRONG_INPUT, message, "Ask `facilities` and `pollingStations` for their codes.")
        region = found[0].region_code
    if wanted.count == 1:
        return [_Seat(region, wanted.place_code, label)]
    refuse_wrong_number(wanted.count, wanted.days)
    return [_Seat(region, place, f"{label} {n}") for n, place in enumerate(repeat(wanted.place_code, wanted.count), 1)]


async def _places(work: UnitOfWork, wanted: Invited) -> Sequence[FacilityFacts]:
    kind = PLACES.get(wanted.role)
    if kind is None or wanted.place_code is not None or wanted.count != 1:
        message = "An invitation for each place needs a role that serves at one kind of place, and neither a place nor a number."
        raise SilogError(WRONG_INPUT, message, f"Such roles are {', '.join(PLACES)}.")
    found = [one for one in await facilities_of(work.connection, kind) if is_within(one.region_code, wanted.region_code)]
    if not found:
        raise SilogError(WRONG_INPUT, f"There is no {kind} in {wanted.region_code}.", "Load the places first: silog load.")
    return found


def _refuse_elsewhere(viewer: Viewer, region_code: str) -> None:
    if not is_within(region_code, viewer.region_code):
        message = f"{region_code} is not in your territory: you work in {viewer.region_code}."
        raise SilogError("FORBIDDEN", message, "Ask the office of that region, or the province.")


def _invitation(wanted: Invited, seat: _Seat, now: datetime) -> Invitation:
    code = code_of(secrets.token_bytes(CODE_BYTES))
    return Invitation(code, wanted.role, seat.label, seat.region_code, seat.place_code, now + timedelta(days=wanted.days))


def _row(viewer: Viewer, one: Invitation, now: datetime) -> dict[str, object]:
    return {
        "election_id": viewer.election_id,
        "code_hash": token_hash(one.code),
        "role": one.role,
        "region_code": one.region_code,
        "place_code": one.place_code,
        "label": one.label,
        "made_at": now,
        "made_by": viewer.name or "",
        "expires_at": one.expires_at,
    }


def _entry(wanted: Invited, label: str, count: int) -> AuditEntry:
    what = {"role": wanted.role, "label": label, "place": wanted.place_code, "invitations": count, "days": wanted.days}
    return AuditEntry(wanted.region_code, ACTION, wanted.place_code or wanted.region_code, "", None, as_json(what))

"""Enrolment by an invitation: a phone gives its public key and the code on its sheet, and is a device from then on.

The code is the only authority that is needed, so it works once. The same phone may come again with it for a while, since its answer
may have been lost; another key may not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.actions.devices import ENROLLED
from silog.people.actions.sessions import end_sessions_of_device, open_session
from silog.people.actions.users import insert_user
from silog.people.queries import devices_by_id, find_user
from silog.people.rules import KeyAlgorithm, Role, SessionKind, Viewer, first_end, key_id, refuse_wrong_key, token_hash
from silog.people.rules.invitations import ENROL_AGAIN_WITHIN, checked_version, read_code
from silog.people.tables import devices, invitations
from silog.places.queries import election_numbered

_ASK: Final = "Ask the office that gave it out for a new one."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A phone that wants to be enrolled: the code it scanned, its public key, and the version of what runs on it."""

    code: str
    algorithm: KeyAlgorithm
    public_key: bytes
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an enrolled device is: the viewer it asks as, and the token that says so."""

    viewer: Viewer
    token: str
    expires_at: datetime


async def enrol_by_invitation(database: Database, newcomer: Newcomer) -> Enrolled:
    """Take up a phone's key for the role and place of its invitation.

    INVITATION_UNKNOWN, _USED, _REVOKED or _EXPIRED where the code lets nobody in; KEY_ENROLLED where the key serves already.
    A refused phone leaves the invitation as it was.
    """
    refuse_wrong_key(newcomer.algorithm, newcomer.public_key)
    code = read_code(newcomer.code)
    hashed = token_hash(code or "")
    election_id = None if code is None else await database.reads.fetchval("SELECT election_of_invitation($1)", hashed)
    if election_id is None:
        raise SilogError("INVITATION_UNKNOWN", "This invitation is not known here.", f"Was it read whole? {_ASK}")
    now = real_now()
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        i = invitations.c
        asked = select(invitations).where(i.election_id == election_id, i.code_hash == hashed)
        invitation = (await work.connection.execute(asked.with_for_update())).one()
        return await _enrol(work, invitation, newcomer, now)


async def _enrol(work: UnitOfWork, invitation: Row[Any], newcomer: Newcomer, now: datetime) -> Enrolled:
    number = key_id(newcomer.public_key)
    election = await election_numbered(work.connection, invitation.election_id)
    name, role = f"{invitation.label} ({number})", Role(invitation.role)
    viewer = Viewer(name, role, invitation.region_code, election.id, election.code, number)
    if invitation.used_at is not None:
        await _refuse_other(work, invitation, number, now)
        user_id = await _user_again(work, viewer)
        await end_sessions_of_device(work, number, now)
    else:
        if invitation.revoked_at is not None:
            raise SilogError("INVITATION_REVOKED", "This invitation was taken back.", _ASK)
        if invitation.expires_at <= now:
            raise SilogError("INVITATION_EXPIRED", f"This invitation was good until {invitation.expires_at:%Y-%m-%d}.", _ASK)
        await _take_up(work, invitation, newcomer, now)
        user = await insert_user(work, election.id, name, role, invitation.region_code)
        assert user is not None  # noqa: S101 -- the name holds the key's id, which the insert before has found to be new
        user_id = user.id
        await _use_up(work, invitation, number, now)
        at = election.clock.time_at(now)
        facts = {"label": invitation.label, "role": role, "place": invitation.place_code, "invited_by": invitation.made_by}
        await note(work, viewer, at, AuditEntry(invitation.region_code, ENROLLED, number, "", None, as_json(facts)))
    token = await open_session(work, user_id, SessionKind.DEVICE, now, device_id=number)
    return Enrolled(viewer, token, first_end(SessionKind.DEVICE, now))


async def _refuse_other(work: UnitOfWork, invitation: Row[Any], number: str, now: datetime) -> None:
    """Let only the key through that used the invitation a moment ago, and only while its device is trusted."""
    device = (await devices_by_id(await work.driver, [number])).get(number)
    is_again = invitation.device_id == number and now - invitation.used_at <= ENROL_AGAIN_WITHIN
    if not is_again or device is None or device.revoked_after_seq is not None:
        raise SilogError("INVITATION_USED", "This invitation was used already; it enrols one device.", _ASK)


async def _user_again(work: UnitOfWork, viewer: Viewer) -> UUID:
    user = await find_user(work.connection, viewer.election_id, viewer.name or "")
    assert user is not None  # noqa: S101 -- made when the invitation was used, and users are never deleted
    return user.id


async def _take_up(work: UnitOfWork, invitation: Row[Any], newcomer: Newcomer, now: datetime) -> None:
    row = {
        "election_id": invitation.election_id,
        "id": key_id(newcomer.public_key),
        "label": invitation.label,
        "region_code": invitation.region_code,
        "place_code": invitation.place_code,
        "role": invitation.role,
        "algorithm": newcomer.algorithm,
        "public_key": newcomer.public_key,
        "enrolled_at": now,
        "version": checked_version(newcomer.version),
    }
    # Any unique key of the table: a key of this election or of another one.
    made = await work.connection.execute(insert(devices).values(row).on_conflict_do_nothing().returning(devices.c.id))
    if made.first() is None:
        raise SilogError("KEY_ENROLLED", "This key is enrolled already.", "Make a new key on the device for this invitation.")


async def _use_up(work: UnitOfWork, invitation: Row[Any], number: str, now: datetime) -> None:
    i = invitations.c
    used = update(invitations).where(i.election_id == invitation.election_id, i.code_hash == invitation.code_hash)
    await work.connection.execute(used.values(used_at=now, device_id=number))

"""What people do about incidents, and what supervisors observe. Each action is one transaction and stands in the audit.

An incident that is resolved stays so: what is found later opens another. Observations are added and never changed, by anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import RowMapping, insert, select, update

from silog.alerts.facts import IncidentChange, IncidentChanged
from silog.alerts.rules import IncidentKind
from silog.alerts.tables import incident_facts, incident_notes, incidents, observations
from silog.custody.tables import boxes
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.people.actions import AuditEntry, as_json, note
from silog.people.actions.auditing import LONGEST_REASON
from silog.people.rules import Viewer
from silog.people.tables import users
from silog.places.queries import election_numbered
from silog.places.rules import is_within
from silog.places.tables import facilities

LONGEST_TEXT: Final = 2_000
_ACTIONS: Final = {
    "OPENED": "election:incident:open",
    "ACKNOWLEDGED": "election:incident:acknowledge",
    "ASSIGNED": "election:incident:assign",
    "RESOLVED": "election:incident:resolve",
}
"""What the audit says of each step."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report or an observation is about: a box, a place, both, or neither."""

    box_code: str | None = None
    place_code: str | None = None


async def report_incident(database: Database, viewer: Viewer, subject: Subject, text: str) -> int:
    """Open an incident that no scan tells of, and give its number. Refused: no text, a box or place out of the viewer's sight."""
    said = checked_text(text)
    async with database.unit_of_work(viewer.scope) as work:
        region, now = await _region_of(work, viewer, subject), await _now(work, viewer)
        row = {"kind": IncidentKind.REPORTED.value, "group_key": str(uuid4()), "region_code": region, "opened_at": now, "last_at": now}
        number: int = (
            await work.connection.execute(insert(incidents).values(election_id=viewer.election_id, **row).returning(incidents.c.id))
        ).scalar_one()
        if subject.box_code is not None:
            fact = {"key": f"REPORTED:{number}", "incident_id": number, "region_code": region, "box_code": subject.box_code, "at": now}
            await work.connection.execute(insert(incident_facts).values(election_id=viewer.election_id, **fact))
        after = as_json({"box": subject.box_code, "place": subject.place_code})
        await note_step(work, viewer, Step(number, region, now, "OPENED", said, after))
    return number


async def acknowledge_incident(database: Database, viewer: Viewer, number: int, text: str) -> None:
    """Say that one has seen it and sees to it; who acknowledges owns it where nobody does. Refused once it is resolved."""
    async with database.unit_of_work(viewer.scope) as work:
        incident, now = await _standing(work, viewer, number), await _now(work, viewer)
        if incident["acknowledged_at"] is not None:
            raise SilogError("ACKNOWLEDGED", f"{incident['acknowledged_by']} acknowledged it before.", "Assign it to change its owner.")
        name = viewer.name or ""
        await _change(work, incident, acknowledged_at=now, acknowledged_by=name, owner=incident["owner"] or name)
        await note_step(work, viewer, Step(number, incident["region_code"], now, "ACKNOWLEDGED", checked_text(text)))


async def assign_incident(database: Database, viewer: Viewer, number: int, owner: str, text: str) -> None:
    """Give it to a person of this election. Refused: nobody of that name, or one whose region it does not lie in."""
    async with database.unit_of_work(viewer.scope) as work:
        incident, now = await _standing(work, viewer, number), await _now(work, viewer)
        asked = select(users.c.region_code).where(users.c.election_id == viewer.election_id, users.c.name == owner)
        region = None if "\x00" in owner else (await work.connection.execute(asked)).scalar_one_or_none()
        if region is None or not (is_within(incident["region_code"], region) or is_within(region, incident["region_code"])):
            raise SilogError("UNKNOWN_OWNER", f"There is nobody called {owner!r} who works in {incident['region_code']}.")
        await _change(work, incident, owner=owner)
        await note_step(work, viewer, Step(number, incident["region_code"], now, "ASSIGNED", checked_text(text), as_json({"owner": owner})))


async def resolve_incident(database: Database, viewer: Viewer, number: int, resolution: str) -> None:
    """Close it with what was found out and done. What is found later opens another one."""
    said = checked_text(resolution)
    async with database.unit_of_work(viewer.scope) as work:
        incident, now = await _standing(work, viewer, number), await _now(work, viewer)
        await _change(work, incident, resolved_at=now, resolved_by=viewer.name or "", resolution=said)
        await note_step(work, viewer, Step(number, incident["region_code"], now, "RESOLVED", said))


async def file_observation(database: Database, viewer: Viewer, subject: Subject, text: str) -> int:
    """Write down what a supervisor saw, for good, and give its number. Refused: no text, a box or place out of sight."""
    said = checked_text(text)
    async with database.unit_of_work(viewer.scope) as work:
        region, now = await _region_of(work, viewer, subject), await _now(work, viewer)
        row = {"region_code": region, "at": now, "actor": viewer.name or "", "box_code": subject.box_code, "place_code": subject.place_code}
        statement = insert(observations).values(election_id=viewer.election_id, text=said, **row).returning(observations.c.id)
        number: int = (await work.connection.execute(statement)).scalar_one()
        after = as_json({"box": subject.box_code, "place": subject.place_code})
        entry = AuditEntry(region, "supervision:observation:file", str(number), " ".join(said.split())[:LONGEST_REASON], None, after)
        await note(work, viewer, now, entry)
    return number


async def _now(work: UnitOfWork, viewer: Viewer) -> datetime:
    return (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())


def checked_text(text: str) -> str:
    """Give what a person said as it is kept; BAD_TEXT where it is nothing, too long, or no text."""
    said = text.strip()
    if not 0 < len(said) <= LONGEST_TEXT or "\x00" in said:
        message = f"The text has {len(said)} characters; it must have 1 to {LONGEST_TEXT:,}, and no NUL."
        raise SilogError("BAD_TEXT", message, "Say in plain words what is so.")
    return said


async def _region_of(work: UnitOfWork, viewer: Viewer, subject: Subject) -> str:
    """Where it is filed: the box's village, else the place's region, else the viewer's. What is out of sight is as if it were not."""
    found = viewer.region_code
    for code, table, what in ((subject.place_code, facilities, "place"), (subject.box_code, boxes, "box")):
        if code is None:
            continue
        asked = select(table.c.region_code).where(table.c.election_id == viewer.election_id, table.c.code == code)
        region: str | None = None if "\x00" in code else (await work.connection.execute(asked)).scalar_one_or_none()
        if region is None or not is_within(region, viewer.region_code):
            raise SilogError(f"UNKNOWN_{what.upper()}", f"There is no {what} {code!r} in {viewer.region_code}.")
        found = region
    return found


async def _standing(work: UnitOfWork, viewer: Viewer, number: int) -> RowMapping:
    """Lock an incident that is not resolved and that the viewer's own region holds: who looks up at the regency does not manage it."""
    asked = select(incidents).where(incidents.c.election_id == viewer.election_id, incidents.c.id == number).with_for_update()
    row = (await work.connection.execute(asked)).mappings().one_or_none()
    if row is None:
        raise SilogError("UNKNOWN_INCIDENT", "There is no such incident in your sight.", "Ask for incidents: they list the ids.")
    if not is_within(row["region_code"], viewer.region_code):
        message = f"It belongs to {row['region_code']}, and you work in {viewer.region_code}."
        raise SilogError("FORBIDDEN", message, "Ask the office of that region.")
    if row["resolved_at"] is not None:
        raise SilogError("RESOLVED", f"{row['resolved_by']} resolved it.", "What is found later opens another incident.")
    return row


async def _change(work: UnitOfWork, incident: RowMapping, **values: Any) -> None:  # noqa: ANN401 -- columns of several types
    its_own = (incidents.c.election_id == incident["election_id"]) & (incidents.c.id == incident["id"])
    await work.connection.execute(update(incidents).where(its_own).values(**values))


@dataclass(frozen=True, slots=True)
class Step:
    """One step about an incident: which, whose region, when, what was done and said, and what the audit keeps of it."""

    number: int
    region_code: str
    at: datetime
    step: str
    said: str
    after: str | None = None


async def note_step(work: UnitOfWork, viewer: Viewer, one: Step) -> None:
    """Note what was done with the incident, audit and announce it."""
    row = {"incident_id": one.number, "region_code": one.region_code, "at": one.at, "actor": viewer.name or "", "step": one.step}
    await work.connection.execute(insert(incident_notes).values(election_id=viewer.election_id, text=one.said, **row))
    reason = " ".join(one.said.split())[:LONGEST_REASON]
    await note(work, viewer, one.at, AuditEntry(one.region_code, _ACTIONS[one.step], str(one.number), reason, None, one.after))
    await work.announce(IncidentChanged(viewer.election_id, one.number, one.region_code, one.at, IncidentChange(one.step)))

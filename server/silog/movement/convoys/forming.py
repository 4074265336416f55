"""What an office does with convoys: form one, change who guards it and what travels in it, dissolve it. All of it stands in the audit.

Nothing here moves a shipment: a convoy says who travels along, not when and where.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, delete, insert, update

from silog.errors import SilogError
from silog.kit.database import Database, UnitOfWork
from silog.movement.convoys.asking import Escort, escort_named, shipments_to_join, standing_convoy, time_of_election, too_many
from silog.movement.convoys.rules import MOST_SHIPMENTS, checked_line, region_of
from silog.movement.convoys.tables import convoy_shipments, convoys
from silog.people.actions import AuditEntry, as_json, checked_reason, note
from silog.people.rules import Viewer
from silog.places.rules import is_within

_JOIN: Final = """
INSERT INTO convoy_shipments (election_id, convoy_id, shipment_code, region_code, joined_at)
SELECT $1, $2, code, $3, $4 FROM unnest($5::text[]) AS j(code) ORDER BY code
ON CONFLICT DO NOTHING RETURNING shipment_code"""

_MEMBERS: Final = "SELECT count(*) FROM convoy_shipments WHERE election_id = $1 AND convoy_id = $2"


@dataclass(frozen=True, slots=True)
class EscortWanted:
    """Who shall guard a convoy: the unit, and the name of the account that confirms for it, if there is one."""

    unit: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NewConvoy:
    """A convoy as it shall be."""

    name: str
    shipments: Sequence[str]
    escort: EscortWanted
    reason: str


@dataclass(frozen=True, slots=True)
class ConvoyChange:
    """What shall be otherwise about a convoy; what is left out stays."""

    reason: str
    escort: EscortWanted | None = None
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


async def form_convoy(database: Database, viewer: Viewer, new: NewConvoy) -> int:
    """Let shipments travel together under an escort, and give the convoy's number.

    It belongs to the regency of its shipments, or to the province where they lie in several. Refused: no shipment, one that is out of
    sight, has arrived or travels in a convoy already; an escort that is not known or could not see the convoy.
    """
    name, unit = checked_line(new.name, "name"), checked_line(new.escort.unit, "unit")
    reason = checked_reason(new.reason)
    if not new.shipments:
        raise SilogError("NO_SHIPMENT", "A convoy needs a shipment.", "Name at least one.")
    async with database.unit_of_work(viewer.scope) as work:
        found = await shipments_to_join(work, viewer, new.shipments)
        region, now = region_of(found.values()), await time_of_election(work, viewer)
        if not is_within(region, viewer.region_code):
            message = f"Its shipments make it a convoy of {region}, and you work in {viewer.region_code}."
            raise SilogError("FORBIDDEN", message, f"Ask the office of {region} to form it.")
        escort = await escort_named(work, unit, new.escort.name, region)
        row = {"name": name, "region_code": region, "formed_at": now, "formed_by": viewer.name or "", **_columns(escort)}
        made = insert(convoys).values(election_id=viewer.election_id, **row).returning(convoys.c.id)
        number: int = (await work.connection.execute(made)).scalar_one()
        await _join(work, number, region, now, found)
        after = as_json({"name": name, "shipments": sorted(found), "unit": escort.unit, "escort": escort.name})
        await note(work, viewer, now, AuditEntry(region, "election:convoy:form", str(number), reason, None, after))
    return number


async def change_convoy(database: Database, viewer: Viewer, number: int, change: ConvoyChange) -> None:
    """Give a convoy another escort, or shipments more or less; all of it or nothing.

    Refused: what `form_convoy` refuses of escort and shipments, a shipment of another region than the convoy's, one that is to be taken
    out and is not in it, a convoy that was dissolved.
    """
    reason = checked_reason(change.reason)
    if change.escort is None and not change.added and not change.removed:
        raise SilogError("NOTHING_TO_CHANGE", "Nothing is to be changed.", "Name an escort, or shipments to add or take out.")
    async with database.unit_of_work(viewer.scope) as work:
        convoy, now = await standing_convoy(work, viewer, number), await time_of_election(work, viewer)
        region = convoy["region_code"]
        if change.escort is not None:
            was, after = await _assign(work, convoy, change.escort)
            await note(work, viewer, now, AuditEntry(region, "election:convoy:assign", str(number), reason, was, after))
        removed = await _take_out(work, convoy, change.removed)
        added = await _add(work, viewer, convoy, change.added, now)
        if added or removed:
            after = as_json({"added": added or None, "removed": removed or None})
            await note(work, viewer, now, AuditEntry(region, "election:convoy:change", str(number), reason, None, after))


async def dissolve_convoy(database: Database, viewer: Viewer, number: int, reason: str) -> None:
    """End a convoy; it stays on record with what was confirmed and reported, and its shipments may join another one."""
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        convoy, now = await standing_convoy(work, viewer, number), await time_of_election(work, viewer)
        await _change(work, convoy, dissolved_at=now, dissolved_by=viewer.name or "")
        await work.connection.execute(update(convoy_shipments).where(*_members(convoy)).values(left_at=now))
        await note(work, viewer, now, AuditEntry(convoy["region_code"], "election:convoy:dissolve", str(number), said, None, None))


async def _assign(work: UnitOfWork, convoy: RowMapping, wanted: EscortWanted) -> tuple[str, str]:
    """Give a convoy another escort, and say who guarded it and who does, as the audit keeps it."""
    escort = await escort_named(work, checked_line(wanted.unit, "unit"), wanted.name, convoy["region_code"])
    await _change(work, convoy, **_columns(escort))
    was = as_json({"unit": convoy["escort_unit"], "escort": convoy["escort_name"]})
    return was, as_json({"unit": escort.unit, "escort": escort.name})


async def _take_out(work: UnitOfWork, convoy: RowMapping, codes: Collection[str]) -> list[str]:
    s = convoy_shipments.c
    wanted = {code for code in codes if "\x00" not in code}
    gone = delete(convoy_shipments).where(*_members(convoy), s.shipment_code.in_(wanted)).returning(s.shipment_code)
    found = sorted((await work.connection.execute(gone)).scalars())
    missing = sorted(set(codes) - set(found))
    if missing:
        raise SilogError("NOT_IN_CONVOY", f"{', '.join(map(repr, missing[:5]))} does not travel in this convoy.", "Nothing was changed.")
    return found


async def _add(work: UnitOfWork, viewer: Viewer, convoy: RowMapping, codes: Sequence[str], now: datetime) -> list[str]:
    if not codes:
        return []
    found, region = await shipments_to_join(work, viewer, codes), convoy["region_code"]
    elsewhere = [code for code, its_region in found.items() if not is_within(its_region, region)]
    if elsewhere:
        message = f"{', '.join(elsewhere[:5])} lies outside of {region}, whose convoy this is."
        raise SilogError("SHIPMENT_ELSEWHERE", message, "Form a convoy of the province for shipments of several regencies.")
    await _join(work, convoy["id"], region, now, found)
    return sorted(found)


async def _join(work: UnitOfWork, number: int, region: str, now: datetime, codes: Collection[str]) -> None:
    driver, election_id = await work.driver, work.scope.election_id
    joined = {row["shipment_code"] for row in await driver.fetch(_JOIN, election_id, number, region, now, sorted(codes))}
    taken = sorted(set(codes) - joined)
    if taken:
        message = f"{', '.join(taken[:5])} travels in a convoy already."
        raise SilogError("SHIPMENT_TAKEN", message, "Take it out of that convoy first, or dissolve it.")
    if await driver.fetchval(_MEMBERS, election_id, number) > MOST_SHIPMENTS:
        raise too_many()


async def _change(work: UnitOfWork, convoy: RowMapping, **values: Any) -> None:  # noqa: ANN401 -- columns of several types
    its_own = (convoys.c.election_id == convoy["election_id"]) & (convoys.c.id == convoy["id"])
    await work.connection.execute(update(convoys).where(its_own).values(**values))


def _members(convoy: RowMapping) -> tuple[Any, ...]:
    s = convoy_shipments.c
    return s.election_id == convoy["election_id"], s.convoy_id == convoy["id"], s.left_at.is_(None)


def _columns(escort: Escort) -> dict[str, object]:
    return {"escort_unit": escort.unit, "escort_id": escort.person_id, "escort_name": escort.name}

"""What must be known before a convoy is changed. Rows come under the scope of the unit of work that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, select

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import UnitOfWork
from silog.movement.convoys.rules import MOST_SHIPMENTS
from silog.movement.convoys.tables import convoys, seen_escorts
from silog.people.rules import Viewer
from silog.places.queries import election_numbered
from silog.places.rules import is_within

_SHIPMENTS: Final = """
SELECT s.code, s.region_code, (SELECT bool_and(l.mode = 'TRANSFER' OR l.arrived_at IS NOT NULL) FROM legs AS l
  WHERE l.election_id = $1 AND l.shipment_code = s.code) AS has_arrived
FROM shipments AS s WHERE s.election_id = $1 AND s.code = ANY ($2::text[]) ORDER BY s.code FOR UPDATE OF s"""
_IS_ON_THE_WAY: Final = """
SELECT EXISTS (SELECT FROM facilities AS f WHERE f.election_id = $1 AND f.code = $3) OR EXISTS (
  SELECT FROM convoy_shipments AS s JOIN legs AS l ON l.election_id = s.election_id AND l.shipment_code = s.shipment_code
  WHERE s.election_id = $1 AND s.convoy_id = $2 AND $3 IN (l.from_code, l.to_code))"""


@dataclass(frozen=True, slots=True)
class Escort:
    """Who guards a convoy: the unit as people name it, and the account that confirms for it, if there is one."""

    unit: str
    person_id: UUID | None = None
    name: str | None = None


async def time_of_election(work: UnitOfWork, viewer: Viewer) -> datetime:
    """What the clock of the viewer's election shows."""
    return (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())


async def convoy_numbered(work: UnitOfWork, viewer: Viewer, number: int, *, locked: bool) -> RowMapping:
    """Give a convoy in sight; UNKNOWN_CONVOY where there is none. An escort has no others in sight than the own ones."""
    asked = select(convoys).where(convoys.c.election_id == viewer.election_id, convoys.c.id == number)
    row = (await work.connection.execute(asked.with_for_update() if locked else asked)).mappings().one_or_none()
    if row is None:
        raise SilogError("UNKNOWN_CONVOY", "There is no such convoy in your sight.", "Ask for convoys: they list the ids.")
    return row


async def standing_convoy(work: UnitOfWork, viewer: Viewer, number: int) -> RowMapping:
    """Lock a convoy that is not dissolved."""
    row = await convoy_numbered(work, viewer, number, locked=True)
    if row["dissolved_at"] is not None:
        raise SilogError("DISSOLVED", f"{row['dissolved_by']} dissolved this convoy.", "Form another one.")
    return row


def too_many() -> SilogError:
    """Say that a convoy would have more shipments than its lists show."""
    return SilogError("TOO_MANY", f"A convoy has at most {MOST_SHIPMENTS} shipments.", "Form several.")


async def shipments_to_join(work: UnitOfWork, viewer: Viewer, codes: Sequence[str]) -> dict[str, str]:
    """Lock shipments that a convoy is to have, and give the region of each. Refused: one that is out of sight, or has arrived."""
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST_SHIPMENTS:
        raise too_many()
    rows = await (await work.driver).fetch(_SHIPMENTS, viewer.election_id, [code for code in wanted if "\x00" not in code])
    found = {row["code"]: row["region_code"] for row in rows}
    unknown = [code for code in wanted if code not in found]
    if unknown:
        message = f"There is no shipment {', '.join(map(repr, unknown[:5]))} in your sight."
        raise SilogError("UNKNOWN_SHIPMENT", message, "Ask for shipments: they list the codes.")
    arrived = [row["code"] for row in rows if row["has_arrived"]]
    if arrived:
        raise SilogError("SHIPMENT_ARRIVED", f"{', '.join(arrived[:5])} has arrived: there is nothing left to escort.", "Leave it out.")
    return found


async def escort_named(work: UnitOfWork, unit: str, name: str | None, region: str) -> Escort:
    """Give the escort of a unit for a convoy of a region; without a name the unit has no account, and nobody confirms for it.

    Refused: nobody of that name is an escort in sight, or that account does not see the convoy's region, so could not follow it.
    """
    if name is None:
        return Escort(unit)
    e = seen_escorts.c
    found = None if "\x00" in name else (await work.connection.execute(select(e.id, e.region_code).where(e.name == name))).one_or_none()
    if found is None:
        raise SilogError("UNKNOWN_ESCORT", f"There is no escort called {name!r} in your sight.", "Ask for escorts: they list the names.")
    if not is_within(region, found.region_code):
        message = f"{name} is an escort of {found.region_code}, and this convoy is {region}'s."
        raise SilogError("ESCORT_ELSEWHERE", message, f"Name an escort whose account has the region {region} or one around it.")
    return Escort(unit, found.id, name)


async def refuse_unknown_place(work: UnitOfWork, viewer: Viewer, number: int, code: str | None) -> None:
    """Refuse a place that is neither in sight nor on the way of the convoy."""
    if code is None:
        return
    is_known = "\x00" not in code and await (await work.driver).fetchval(_IS_ON_THE_WAY, viewer.election_id, number, code)
    if not is_known:
        raise SilogError("UNKNOWN_PLACE", f"There is no place {code!r} in your sight.", "Give the code of a stop, or none.")

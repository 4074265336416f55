"""Setting, ending and loading areas of the sea. An area is never deleted: what held for a route last week can be read next year.

A change is judged first and stored later, in the transaction of whoever makes the plan follow (see `silog.movement.area_changes`).
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy.dialects.postgresql import insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import UnitOfWork
from silog.people.actions import AuditEntry, checked_reason, note
from silog.people.rules import Role, Viewer
from silog.places.queries import election_numbered
from silog.places.reading import File, Problems
from silog.places.rules import is_within
from silog.routes.queries import StoredArea, areas_of, provinces
from silog.routes.reading import read_areas
from silog.routes.rules import AreaTerms, wrong_terms
from silog.routes.tables import sea_areas

SET: Final = "election:sea_area:set"
END: Final = "election:sea_area:end"
LOADER: Final = "silog load"
"""Who stands in the audit for what an operator loads at the server's own terminal."""


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area as it shall be; one of the same code is replaced."""

    terms: AreaTerms
    area: MultiPolygon
    source: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One area before, None where it is new, and after; what the audit says was done, and why."""

    before: StoredArea | None
    after: StoredArea
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeaAreaChanged:
    """An area was set or ended, announced within the transaction; `regions` are its own and those of the legs that follow it."""

    election_id: int
    code: str
    at: datetime
    regions: tuple[str, ...]


class AreaRefusedError(SilogError):
    """An area cannot be set so; `field` is the part of the input that is wrong."""

    def __init__(self, field: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.field = field


async def area_to_set(work: UnitOfWork, viewer: Viewer, new: NewArea, reason: str) -> AreaChange:
    """Judge an area for the viewer's region and all below it; refused where its terms are wrong or the area is another region's."""
    said = checked_reason(reason)
    wrong = wrong_terms(new.terms)
    if wrong is not None:
        raise AreaRefusedError(wrong[0], "BAD_AREA", f"{wrong[0]} {wrong[1]}." if wrong[0] != "code" else f"{wrong[1]}.")
    before = await _own(work, viewer, new.terms.code)
    return AreaChange(before, StoredArea(new.terms, viewer.region_code, new.area, new.source), SET, said)


async def area_to_end(work: UnitOfWork, viewer: Viewer, code: str, at: datetime | None, reason: str) -> AreaChange:
    """Judge the end of an area at a time, or now on the election's clock. Refused: no such area, an end before its beginning."""
    said = checked_reason(reason)
    before = await _own(work, viewer, code)
    if before is None:
        raise AreaRefusedError("code", "UNKNOWN_AREA", f"There is no area {code!r}.", "Ask for seaAreas: they list the codes.")
    end = at or (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())
    if before.terms.valid_from is not None and end < before.terms.valid_from:
        message = f"{code} begins at {before.terms.valid_from.isoformat()}, after the end that is asked for."
        raise AreaRefusedError("at", "BAD_TIME", message, "Give a later time, or set the area with other times.")
    return AreaChange(before, replace(before, terms=replace(before.terms, valid_to=end)), END, said)


async def store_area(work: UnitOfWork, viewer: Viewer, change: AreaChange) -> SeaAreaChanged:
    """Store a change that was judged before; give what is to be announced last. Refused where the area has changed since."""
    code = change.after.terms.code
    if await _own(work, viewer, code) != change.before:
        message = f"{code} was changed by somebody else at this moment."
        raise AreaRefusedError("code", "CHANGED_MEANWHILE", message, "Look at it as it is now, and set it again if it is still wrong.")
    return await _store(work, viewer, change.before, change.after, (change.action, change.reason))


async def loader(work: UnitOfWork, region: str | None) -> Viewer:
    """Give who loads files at the server's own terminal, for a region or the one province; refused where there are several."""
    election = await election_numbered(work.connection, work.scope.election_id)
    return Viewer(LOADER, Role.COORDINATOR, region or await _only_province(work), election.id, election.code)


async def areas_to_load(work: UnitOfWork, viewer: Viewer, file: File) -> tuple[list[AreaChange], int]:
    """Judge a file of areas: those that are new or differ, and how many stand as they are in it.

    Refused with everything that is wrong in the file, by feature; FORBIDDEN where an area was set for a region beyond the viewer's.
    """
    problems = Problems(file.name)
    rows = read_areas(file, problems)
    problems.refuse()
    standing = {one.terms.code: one for one in await areas_of(work.connection, [row.terms.code for row in rows], for_update=True)}
    changes = []
    for row in rows:
        after, before = StoredArea(row.terms, viewer.region_code, row.area, row.source), standing.get(row.terms.code)
        if before is not None:
            _refuse_beyond(viewer, before)
        if before is None or not _is_same(before, after):
            changes.append(AreaChange(before, after, SET, f"loaded from {file.name}"))
    return changes, len(rows) - len(changes)


async def _only_province(work: UnitOfWork) -> str:
    found = await provinces(work.connection)
    if len(found) != 1:
        message = f"The election's places lie in {len(found)} provinces."
        raise SilogError("BAD_INPUT", message, "Say whose areas these are: --region CODE.")
    return found[0]


async def _own(work: UnitOfWork, viewer: Viewer, code: str) -> StoredArea | None:
    """Read an area for a change; FORBIDDEN where it belongs to a region beyond the viewer's."""
    found = await areas_of(work.connection, [code], for_update=True) if "\x00" not in code else []
    if not found:
        return None
    _refuse_beyond(viewer, found[0])
    return found[0]


def _refuse_beyond(viewer: Viewer, standing: StoredArea) -> None:
    if not is_within(standing.region_code, viewer.region_code):
        message = f"{standing.terms.code} ({standing.terms.name}) was set for {standing.region_code}, and you work in {viewer.region_code}."
        raise AreaRefusedError("code", "FORBIDDEN", message, "Ask the office of that region.")


async def _store(work: UnitOfWork, viewer: Viewer, before: StoredArea | None, after: StoredArea, said: tuple[str, str]) -> SeaAreaChanged:
    """Write an area and its audit (action and reason); give what is to be announced last, since the feed's lock must come last."""
    action, reason = said
    row = _row(viewer.election_id, after)
    statement = insert(sea_areas).values(row)
    keys = ("election_id", "code")
    await work.connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_={name: value for name, value in row.items() if name not in keys})
    )
    at = (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())
    was = None if before is None else _described(before)
    await note(work, viewer, at, AuditEntry(after.region_code, action, after.terms.code, reason, was, _described(after)))
    return SeaAreaChanged(viewer.election_id, after.terms.code, at, (after.region_code,))


def _row(election_id: int, area: StoredArea) -> dict[str, Any]:
    terms = area.terms
    return {
        "election_id": election_id,
        "code": terms.code,
        "region_code": area.region_code,
        "name": terms.name,
        "kind": terms.kind.value,
        "rule": terms.rule.value,
        "cost_factor": terms.cost_factor,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "area": f"SRID=4326;{shapely.to_wkt(area.area, rounding_precision=-1)}",
        "source": area.source,
    }


def _is_same(one: StoredArea, other: StoredArea) -> bool:
    return (one.terms, one.region_code, one.source) == (other.terms, other.region_code, other.source) and one.area.equals_exact(other.area)


def _described(area: StoredArea) -> str:
    terms = area.terms
    return json.dumps(
        {
            "name": terms.name,
            "kind": terms.kind,
            "rule": terms.rule,
            "cost_factor": terms.cost_factor,
            "valid_from": None if terms.valid_from is None else terms.valid_from.isoformat(),
            "valid_to": None if terms.valid_to is None else terms.valid_to.isoformat(),
            "area": json.loads(shapely.to_geojson(area.area)),
            "source": area.source,
        }
    )

"""Moving a port or a landing: where it lies is what every route to it ends at, so the plan follows in the same transaction.

What an operator says is taken only where a vessel can come and go, and only as a whole: the place, the legs that are still to come,
and the audit change together or not at all.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.rerouting import Rerouted, gather, reroute, store_routes
from silog.movement.routing import Stretch
from silog.movement.rules import LegMode
from silog.people.actions import AuditEntry, checked_reason, note
from silog.people.rules import Viewer
from silog.places.queries import FacilityFacts, election_numbered, facilities_of
from silog.places.rules import PositionQuality, is_within
from silog.places.tables import facilities
from silog.routes.berths import Moved, MoveRefusedError, judge_move, refuse_no_harbour
from silog.routes.desk import RouteDesk
from silog.routes.figures import figures
from silog.routes.roads import RoadFinder
from silog.routes.rules import LonLat

ACTION: Final = "election:port:move"
MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class PortMove:
    """Where a port is to be; what is None stays. `is_trial`: everything is tried, and nothing changed."""

    port: str
    point: LonLat | None
    berth: LonLat | None
    reason: str
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class PortMoved:
    """A port was moved, announced within the transaction; `regions` are its own and those of the legs that follow it."""

    election_id: int
    code: str
    at: datetime
    berth: LonLat
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """What a move did: how many legs have a new route, and how many that are under way or done keep the old one."""

    legs_rerouted: int
    legs_kept: int
    routes: tuple[Stretch, ...]
    """The new routes, each once, those at sea first; at most MOST_SHOWN of them."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What is stored and audited."""

    before: FacilityFacts
    moved: Moved
    reason: str


async def move_port(database: Database, desk: RouteDesk, viewer: Viewer, move: PortMove) -> MoveOutcome:
    """Move a port of the viewer's territory; refused with what is wrong, and then nothing has changed.

    Legs that have not departed get new routes, with their times as planned; a leg that would have no way refuses the whole move.
    """
    reason = checked_reason(move.reason) if not move.is_trial else ""
    port = await _port_in_reach(database, viewer, move.port)
    moved = await desk.ask(lambda routers: judge_move(routers, port, move.point, move.berth, figures()))
    after = replace(port, lon=moved.point[0], lat=moved.point[1], berth=moved.berth, landmass=moved.landmass)
    roads = RoadFinder(database)
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        asked = await gather(work, port, after)
    # Outside of the transaction: where a graph has to be built first, nobody's row is locked meanwhile.
    outcome = await reroute(desk, asked, roads)
    _refuse_stranded(after, outcome)
    if not move.is_trial:
        async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
            await _lock(work, port)
            now = await gather(work, port, after)
            if now != asked:  # a leg has departed or was planned meanwhile
                asked, outcome = now, await reroute(desk, now, roads)
                _refuse_stranded(after, outcome)
            await _store(work, viewer, _Change(port, moved, reason), outcome)
    return MoveOutcome(len(outcome.routes), asked.legs.kept, shown(outcome))


def shown(outcome: Rerouted) -> tuple[Stretch, ...]:
    """Give the new routes, each once, those at sea first; at most MOST_SHOWN."""
    ways = sorted(outcome.routes.values(), key=lambda way: (way.mode is not LegMode.SEA, way.from_code, way.to_code, way.length_m))
    return tuple(dict.fromkeys(ways))[:MOST_SHOWN]


async def _port_in_reach(database: Database, viewer: Viewer, code: str) -> FacilityFacts:
    async with database.unit_of_work(viewer.scope) as work:
        found = await facilities_of(work.connection, codes=[code]) if "\x00" not in code else []
    if not found:
        message = f"There is no port {code!r} in your territory."
        raise MoveRefusedError("port", "UNKNOWN_PLACE", message, "Ask for facilities: they list the codes.")
    port = found[0]
    refuse_no_harbour(port)
    if not is_within(port.region_code, viewer.region_code):
        message = f"{port.code} ({port.name}) lies in {port.region_code}, and you work in {viewer.region_code}."
        raise MoveRefusedError("port", "FORBIDDEN", message, "Ask the office of that region, or the province.")
    return port


async def _lock(work: UnitOfWork, port: FacilityFacts) -> None:
    """Lock the port; refused where somebody has moved it since it was looked at, so that no move undoes another unseen."""
    f = facilities.c
    await work.connection.execute(select(f.code).where(f.election_id == work.scope.election_id, f.code == port.code).with_for_update())
    if await facilities_of(work.connection, codes=[port.code]) != [port]:
        message = f"{port.code} ({port.name}) was moved by somebody else at this moment."
        raise MoveRefusedError("port", "MOVED_MEANWHILE", message, "Look where it lies now, and move it again if it is still wrong.")


def _refuse_stranded(port: FacilityFacts, outcome: Rerouted) -> None:
    if not outcome.stranded:
        return
    shown = "; ".join(f"leg {number} of {shipment}: {why}" for shipment, number, why in outcome.stranded[:3])
    more = f" and {len(outcome.stranded) - 3} more" if len(outcome.stranded) > 3 else ""  # noqa: PLR2004 -- as many as are shown
    message = f"With {port.code} there, {len(outcome.stranded)} planned legs would have no way: {shown}{more}."
    raise MoveRefusedError("berth", "LEGS_STRANDED", message, "Choose a berth that these vessels reach, or plan the legs anew first.")


async def _store(work: UnitOfWork, viewer: Viewer, change: _Change, outcome: Rerouted) -> None:
    before, moved = change.before, change.moved
    election = await election_numbered(work.connection, viewer.election_id)
    at = election.clock.time_at(real_now())
    await work.connection.execute(
        update(facilities)
        .where(facilities.c.election_id == viewer.election_id, facilities.c.code == before.code)
        .values(_columns(viewer, before, moved, at))
    )
    await store_routes(work, outcome)
    was = _described((before.lon, before.lat), before.berth)
    entry = AuditEntry(before.region_code, ACTION, before.code, change.reason, was, _described(moved.point, moved.berth))
    await note(work, viewer, at, entry)
    regions = tuple(sorted({before.region_code, *outcome.regions}))
    await work.announce(PortMoved(viewer.election_id, before.code, at, moved.berth, regions))


def _columns(viewer: Viewer, before: FacilityFacts, moved: Moved, at: datetime) -> dict[str, object]:
    """A point that was moved is as good as the memory of who moved it; one that stays is as good as it was."""
    columns: dict[str, object] = {"berth": _point(moved.berth), "landmass": moved.landmass, "moved_at": at}
    if moved.point != (before.lon, before.lat):
        source = f"moved on the map by {viewer.name}"
        columns |= {"point": _point(moved.point), "quality": PositionQuality.RECALLED.value, "moved_m": 0, "source": source}
    return columns


def _point(at: LonLat) -> str:
    return f"SRID=4326;POINT({at[0]} {at[1]})"


def _described(point: LonLat, berth: LonLat | None) -> str:
    return json.dumps({"point": point, "berth": berth})

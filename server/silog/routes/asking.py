"""What a question about a way may name, and how it is answered: ends, vessels, areas in force, and the line that keeps to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.rules import Viewer
from silog.places.queries import FacilityFacts, election_numbered, facilities_of
from silog.places.rules import FacilityKind
from silog.routes.berths import HARBOURS
from silog.routes.desk import RouteDesk
from silog.routes.figures import figures
from silog.routes.queries import areas_of, in_force
from silog.routes.routers import Routers
from silog.routes.rules import LonLat, Wish
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.sea_areas import SeaArea

MOST_CLEARANCE_M = 2_000


@dataclass(frozen=True, slots=True)
class End:
    """One end of a way: a place by its code, or a point."""

    place: str | None
    point: LonLat | None


@dataclass(frozen=True, slots=True)
class SeaQuestion:
    """A way by sea from berth to berth, or from point to point, at a time on the election's clock (None: now)."""

    start: End
    end: End
    clearance_m: int
    at: datetime | None
    wish: Wish


async def sea_route(database: Database, desk: RouteDesk, viewer: Viewer, asked: SeaQuestion) -> SeaRoute | NoWay:
    """Answer a question about a way by sea. Only places in the viewer's sight can be named."""
    if not 0 < asked.clearance_m <= MOST_CLEARANCE_M:
        message = f"A clearance of {asked.clearance_m} m is none: it is above 0 and at most {MOST_CLEARANCE_M:,} m."
        raise SilogError("BAD_ARGUMENT", message, "")
    async with database.unit_of_work(viewer.scope) as work:
        ends = [berth_of(place) if isinstance(place, FacilityFacts) else place for place in await ends_of(work, asked.start, asked.end)]
    areas = await areas_at(database, viewer, asked.at, asked.wish)
    return await desk.ask(lambda routers: _sea(routers, asked.clearance_m, (ends[0], ends[1]), areas))


async def areas_at(database: Database, viewer: Viewer, at: datetime | None, wish: Wish) -> tuple[SeaArea, ...]:
    """Give the areas that a route is to heed: of the whole election, since a boat sails through other regencies' waters too."""
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        when = at or (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())
        return in_force(await areas_of(work.connection), when, wish, figures().foreign_factor)


async def ends_of(work: UnitOfWork, *ends: End) -> list[FacilityFacts | LonLat]:
    """Give the places and points that ends name; BAD_ARGUMENT for an end that is neither or both, UNKNOWN_PLACE out of sight."""
    codes = {end.place for end in ends if end.place is not None and "\x00" not in end.place}
    known = {place.code: place for place in (await facilities_of(work.connection, codes=codes) if codes else [])}
    return [_end(end, known) for end in ends]


def berth_of(place: FacilityFacts) -> LonLat:
    """Give the berth of a port or landing."""
    if place.berth is None:
        kinds = " or ".join(sorted(kind.value for kind in HARBOURS))
        message = f"{place.code} ({place.name}) is a {place.kind.value} and has no berth: a way by sea goes from a {kinds} or a point."
        raise SilogError("NO_BERTH", message, "Name a port, or ask for `route`, which finds the ports too.")
    return place.berth


def _end(end: End, known: dict[str, FacilityFacts]) -> FacilityFacts | LonLat:
    if (end.place is None) == (end.point is None):
        raise SilogError("BAD_ARGUMENT", "An end of a way is exactly one of `place` and `point`.", "")
    if end.point is not None:
        if not all(isfinite(value) for value in end.point):
            raise SilogError("BAD_ARGUMENT", "A point is two numbers of degrees.", "")
        return end.point
    if end.place not in known:
        raise SilogError("UNKNOWN_PLACE", f"There is no place {end.place!r} in your sight.", "Ask for facilities: they list the codes.")
    return known[str(end.place)]


def _sea(routers: Routers, clearance_m: int, ends: tuple[LonLat, LonLat], areas: tuple[SeaArea, ...]) -> SeaRoute | NoWay:
    return routers.sea_route(clearance_m, *ends, areas)


async def harbours_of(work: UnitOfWork) -> list[FacilityFacts]:
    """Give the ports and landings in sight that vessels can call at."""
    return [place for place in await facilities_of(work.connection, *_kinds(HARBOURS)) if place.berth is not None]


def _kinds(kinds: Collection[FacilityKind]) -> list[FacilityKind]:
    return sorted(kinds)

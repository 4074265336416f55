"""What may be done in training: build the season of 2024 in an election marked LATIHAN, and wind its clock."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import update

from silog.custody.actions import issue_boxes
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB, ElectionClock, real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.actions import add_conveyances, keep_dead_zones, plan_shipments
from silog.movement.queries import stored_conveyances
from silog.movement.routing import Routes
from silog.movement.rules import DeadZone
from silog.people.actions import AuditEntry, as_json, enrol_devices, ensure_user, make_bearer_token, make_sign_in_link, note
from silog.people.queries import User
from silog.people.rules import Role, Viewer
from silog.places.actions import NewElection, ensure_election, set_training_clock
from silog.places.queries import Election, FacilityFacts, election_numbered, facilities_of
from silog.places.reference import load_reference
from silog.places.rules import ElectionKind, FacilityKind, is_within
from silog.places.tables import elections
from silog.planning.actions.offering import offer_fleet, offer_voyages
from silog.routes.figures import figures
from silog.routes.queries import areas_of, in_force
from silog.routes.roads import RoadFinder
from silog.routes.routers import Routers
from silog.routes.rules import Wish
from silog.training.acting.chance import source
from silog.training.acting.coverage import dead_zone
from silog.training.building.atlas import Atlas
from silog.training.building.convoys import ensure_convoys
from silog.training.building.offers import terms, timetable
from silog.training.building.registering import ensure_seals
from silog.training.building.season import Plan, plan_season
from silog.training.building.standbys import ensure_standbys
from silog.training.devices import enrolments
from silog.training.facts import Scenario
from silog.training.queries import box_names, is_planned, posts_of
from silog.training.reading import pilkada_kepri_2024
from silog_gis.land import Land

Progress = Callable[[str], None]
COORDINATOR = "Koordinator LATIHAN"
UNATTENDED = timedelta(seconds=5)
"""The player anchors the clock every second; an anchor older than this was left by a player that is gone."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The training election, ready to be played, and how its coordinator signs in. The tokens are shown once and stored nowhere."""

    election: Election
    coordinator: User
    sign_in_token: str
    bearer_token: str


async def ensure_scenario(
    database: Database,
    progress: Progress,
    *,
    code: str | None = None,
    seed: int | None = None,
    speed: float | None = None,
    cache_folder: Path | None = None,
) -> Ready:
    """Have the training election as `ensure_season` makes it, a coordinator in it, and new tokens for them to sign in with."""
    election = await ensure_season(database, progress, code=code, seed=seed, speed=speed, cache_folder=cache_folder)
    province = pilkada_kepri_2024().season.province
    coordinator = await ensure_user(database, election.id, COORDINATOR, Role.COORDINATOR, province)
    sign_in, bearer = await make_sign_in_link(database, coordinator.id), await make_bearer_token(database, coordinator.id)
    return Ready(election, coordinator, sign_in, bearer)


async def ensure_season(
    database: Database,
    progress: Progress,
    *,
    code: str | None = None,
    seed: int | None = None,
    speed: float | None = None,
    cache_folder: Path | None = None,
) -> Election:
    """Have the training election of 2024 with reference data, boxes, devices, plan, convoys, seals; what is there already stays.

    Cut short and begun again, it goes on where it was. `speed` is that of a new election's clock. `cache_folder` keeps the sea's
    sight lines, which take half a minute to find.
    """
    scenario = pilkada_kepri_2024()
    election = await ensure_election(database, _new_election(scenario, code or scenario.season.code, speed))
    if not await has_plan(database, election):
        progress("Loading reference data")
        await load_reference(database, election.id, progress)
        await build_scenario(database, election, progress, seed=seed, cache_folder=cache_folder)
    await ensure_standbys(database, election, scenario.season)
    await ensure_convoys(database, election, scenario)
    await ensure_seals(database, election, scenario.season)
    return election


async def build_scenario(
    database: Database,
    election: Election,
    progress: Progress,
    *,
    seed: int | None = None,
    region_code: str = "",
    cache_folder: Path | None = None,
) -> None:
    """Give an election that has its places the boxes, devices and plan of the scenario; only those of one region if one is named."""
    _refuse_real(election)
    scenario = pilkada_kepri_2024()
    seed = scenario.season.seed if seed is None else seed
    progress("Issuing boxes")
    draw = source(seed, "box codes", election.code).randrange
    await issue_boxes(database, election, region_code or None, issued_at=scenario.season.packing_starts, random_below=draw)
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        places = _served(await facilities_of(work.connection), region_code)
        names = await box_names(work)
        areas = in_force(await areas_of(work.connection), scenario.season.clock_starts, Wish(), figures().foreign_factor)
    boxes: dict[str, list[str]] = defaultdict(list)
    for box, name in names.items():
        boxes[name.station].append(box)
    routes = Routes(Routers(Land.load(), cache_folder), RoadFinder(database))
    atlas = Atlas(places, routes, scenario.season.windows.carry_most_m, areas)
    plan = await asyncio.to_thread(plan_season, scenario, places, boxes, atlas, progress)
    progress("Storing the plan")
    await add_conveyances(database, election.id, plan.conveyances)
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        posts = posts_of(places, await stored_conveyances(work))
    await enrol_devices(database, election.id, enrolments(election.code, seed, posts))
    zone = _unheard(scenario, plan)
    await keep_dead_zones(database, election.id, [zone] if zone else [])
    await _offer(database, election, scenario, plan, {place.code: place for place in places})
    await plan_shipments(database, election.id, plan.shipments)


async def _offer(database: Database, election: Election, scenario: Scenario, plan: Plan, places: dict[str, FacilityFacts]) -> None:
    """Let planners use what the season has. The plan's shipments are stored after it, so that a run cut short begins again."""
    regions = {one.code: one.region_code for one in plan.conveyances}
    source = "server/silog/training/scenario/fleet.toml"
    await offer_fleet(database, election.id, terms(scenario, plan.conveyances, places), regions, source)
    found = timetable(scenario, plan.shipments, plan.conveyances)
    await offer_voyages(database, election.id, found, scenario.season.province)


async def has_plan(database: Database, election: Election) -> bool:
    """Whether an election was planned already; the plan is stored last and at once."""
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        return await is_planned(work)


async def set_clock(
    database: Database,
    election_id: int,
    *,
    speed: float | None = None,
    is_paused: bool | None = None,
    jump_to: datetime | None = None,
    by: Viewer | None = None,
) -> ElectionClock:
    """Wind a training election's clock; it never goes back, because what was recorded cannot be unrecorded. `by` stands in the audit."""
    election = await attend(database, election_id)
    shown = election.clock.time_at(real_now())
    if election.kind is ElectionKind.TRAINING and jump_to is not None and jump_to.tzinfo is not None and jump_to < shown:
        raise SilogError(
            WRONG_INPUT,
            f"The clock shows {shown.astimezone(WIB):%d %b %Y %H:%M} WIB and cannot go back to {jump_to.astimezone(WIB):%d %b %Y %H:%M}.",
            "What was recorded stays recorded. To see it again, begin another training election.",
        )
    also = None if by is None else partial(_note_clock, by)
    return await set_training_clock(database, election_id, speed=speed, is_paused=is_paused, jump_to=jump_to, also=also)


async def _note_clock(by: Viewer, work: UnitOfWork, before: Election, clock: ElectionClock) -> None:
    was, shows = _written(before.clock), _written(clock)
    await note(work, by, clock.shown_at, AuditEntry(by.region_code, "election:clock:set", before.code, "", was, shows))


def _written(clock: ElectionClock) -> str:
    shows = clock.time_at(real_now()).isoformat(timespec="seconds")
    return as_json({"shows": shows, "speed": clock.speed, "is_paused": clock.is_paused})


async def attend(database: Database, election_id: int) -> Election:
    """Read an election; where nobody has played its clock lately, set it back to when somebody last did."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        election = await election_numbered(work.connection, election_id)
    clock = election.clock
    is_abandoned = election.kind is ElectionKind.TRAINING and not clock.is_paused and real_now() - clock.anchor_at > UNATTENDED
    if not is_abandoned or not await keep_time(database, election, clock.shown_at):
        return election
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        return await election_numbered(work.connection, election_id)


async def keep_time(
    database: Database, election: Election, shown_at: datetime, *, is_paused: bool | None = None, anchor_at: datetime | None = None
) -> bool:
    """Anchor the clock anew at `shown_at`, unless somebody has wound it since `election` was read; says whether it did.

    The player does this every second: an anchor that is old tells the next player that nobody was playing. Until `anchor_at`, in real
    time and else now, the clock stands.
    """
    e = elections.c
    values: dict[str, object] = {"clock_anchor_at": anchor_at or real_now(), "clock_shown_at": shown_at}
    if is_paused is not None:
        values["clock_is_paused"] = is_paused
    same = (e.id == election.id, e.kind == ElectionKind.TRAINING, e.clock_anchor_at == election.clock.anchor_at)
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        done = await work.connection.execute(update(elections).where(*same).values(values))
        return done.rowcount > 0


def _new_election(scenario: Scenario, code: str, speed: float | None) -> NewElection:
    season = scenario.season
    # Standing until somebody plays it: nobody shall see hours pass while the season is still being planned.
    clock = ElectionClock(real_now(), season.clock_starts, season.speed if speed is None else speed, is_paused=True)
    return NewElection(code, season.name, ElectionKind.TRAINING, season.voting_day, clock)


def _served(places: list[FacilityFacts], region_code: str) -> list[FacilityFacts]:
    """The places of a region, and ports and landings everywhere, since ways lead past them."""
    harbours = (FacilityKind.PORT, FacilityKind.LANDING)
    return [place for place in places if is_within(place.region_code, region_code) or place.kind in harbours]


def _unheard(scenario: Scenario, plan: Plan) -> DeadZone | None:
    """Where nothing is heard of vessels: told to the election as an operator would load it, for tracking to expect silence there."""
    reach_m = scenario.tracking.dark_after_m
    area = dead_zone([leg for shipment in plan.shipments for leg in shipment.legs if leg.conveyance_code is not None], reach_m)
    if area is None:
        return None
    name, source_of_it = f"Laut lebih dari {reach_m / 1000:g} km dari pelabuhan", "Assumption of the training scenario"
    return DeadZone("DZ-LATIHAN", name, scenario.season.province, area, source_of_it)


def _refuse_real(election: Election) -> None:
    if election.kind is ElectionKind.REAL:
        raise SilogError("FORBIDDEN", f"{election.code} is a real election; training is played in training elections only.", "")

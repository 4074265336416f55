"""What plans are made of, as it is read: the fleet on its terms, voyages, tides, the bulletin, deadlines and handling times."""

from datetime import date, datetime

import strawberry

from silog.kit.database import Database
from silog.movement.rules import ConveyanceKind
from silog.people.rules import Viewer
from silog.places.rules import FacilityKind
from silog.planning.queries import FleetVessel, StoredVoyage, deadlines_of, fleet_of, handling_of, sea_states_of, tides_of, voyages_of


@strawberry.type(description="A conveyance that plans may use, on its terms.")
class PlanVessel:
    """One vessel or truck."""

    conveyance: str = strawberry.field(description="The conveyance's code.")
    name: str = strawberry.field(description="Its name.")
    kind: ConveyanceKind = strawberry.field(description="What it is.")
    home: str | None = strawberry.field(description="The code of the place where it lies; null: it cannot be planned with.")
    capacity_boxes: int = strawberry.field(description="How many boxes it takes.")
    speed_kn: float = strawberry.field(description="Its speed in service, in knots.")
    wave_limit_m: float | None = strawberry.field(description="The height of waves above which it stays in port; null: any.")
    crew_hours: float = strawberry.field(description="How long its crew may be out in one shift, in hours.")
    cost_per_hour: int = strawberry.field(description="What an hour away from home costs, in rupiah.")
    cost_per_km: int = strawberry.field(description="What a kilometre costs, in rupiah.")
    capacity_kg: int | None = strawberry.field(description="How much it carries, in kilogrammes; null: its room is what counts.")
    from_at: datetime = strawberry.field(description="From when it may be used.")
    until_at: datetime = strawberry.field(description="Until when it may be used.")
    standby_rank: int | None = strawberry.field(description="How early it is called as a standby, 1 first; null: it is part of the fleet.")
    notice_hours: float | None = strawberry.field(description="How long after the call a standby is loaded where it lies; null otherwise.")
    source: str = strawberry.field(description="Who said so.")


@strawberry.type(description="A stop of a timetabled voyage.")
class PlanVoyageCall:
    """One call."""

    place: str = strawberry.field(description="The code of the port.")
    arrives_at: datetime = strawberry.field(description="When it arrives.")
    departs_at: datetime = strawberry.field(description="When it departs; at the last call the same.")


@strawberry.type(description="A timetabled voyage and the room it has for boxes.")
class PlanVoyage:
    """One voyage."""

    code: str = strawberry.field(description="Its code.")
    conveyance: str = strawberry.field(description="The conveyance's code.")
    capacity_boxes: int = strawberry.field(description="How many boxes it has room for; 0: it is not planned with.")
    calls: list[PlanVoyageCall] = strawberry.field(description="Where it calls, in order.")
    region: str = strawberry.field(description="The code of the region that it was set for, with all in it.")
    source: str = strawberry.field(description="Who said so.")


@strawberry.type(description="When boats can land at a place.")
class PlanTide:
    """One window."""

    place: str = strawberry.field(description="The code of the place.")
    opens_at: datetime = strawberry.field(description="From when.")
    closes_at: datetime = strawberry.field(description="Until when.")


@strawberry.type(description="What the bulletin says of the waters of a region on a day.")
class PlanSeaState:
    """One line of it."""

    region: str = strawberry.field(description="The region's code; the smallest region that the bulletin names counts.")
    day: date = strawberry.field(description="The day, in WIB.")
    wave_m: float = strawberry.field(description="The expected significant height of waves, in metres.")


@strawberry.type(description="Until when the stations of a tier are to have their boxes, and how sure that is to be.")
class PlanDeadline:
    """One deadline."""

    region: str = strawberry.field(description="The code of the region it was set for; the smallest region counts.")
    tier: int = strawberry.field(description="The tier: 0 for frontier and outermost, which goes first.")
    due_at: datetime = strawberry.field(description="The deadline.")
    target: float = strawberry.field(description="With what chance boxes are to be there in time, between 0 and 1.")


@strawberry.type(description="How long handing over takes at a kind of place.")
class PlanHandling:
    """One figure."""

    region: str = strawberry.field(description="The code of the region it was set for; the smallest region counts.")
    place_kind: FacilityKind = strawberry.field(
        description="WAREHOUSE: loading before a round. PORT: changing ships. PPS: at each stop. Others are kept and not planned with."
    )
    base_minutes: float = strawberry.field(description="How long it takes without a box.")
    box_minutes: float = strawberry.field(description="How much longer with each box.")


@strawberry.type(description="What plans are made of, as planners have said it; for the rest docs/planning.md has figures.")
class PlanningInputs:
    """All of it."""

    vessels: list[PlanVessel] = strawberry.field(description="The fleet and its standbys, by code.")
    voyages: list[PlanVoyage] = strawberry.field(description="Timetabled voyages, by code.")
    tides: list[PlanTide] = strawberry.field(description="When boats can land, by place and time.")
    sea_states: list[PlanSeaState] = strawberry.field(description="The bulletin, by region and day.")
    deadlines: list[PlanDeadline] = strawberry.field(description="Deadlines, by region and tier.")
    handling: list[PlanHandling] = strawberry.field(description="Handling times, by region and kind of place.")


async def planning_inputs(database: Database, viewer: Viewer) -> PlanningInputs:
    """Read what is in the viewer's sight."""
    async with database.unit_of_work(viewer.scope) as work:
        tides, seas, region = await tides_of(work), await sea_states_of(work), viewer.region_code
        deadlines, handling = await deadlines_of(work, region), await handling_of(work, region)
        return PlanningInputs(
            vessels=[_vessel(one) for one in await fleet_of(work)],
            voyages=[_voyage(one) for one in await voyages_of(work)],
            tides=[PlanTide(place=one.place_code, opens_at=one.opens_at, closes_at=one.closes_at) for one in tides],
            sea_states=[PlanSeaState(region=one.region_code, day=one.day, wave_m=one.wave_m) for one in seas],
            deadlines=[PlanDeadline(region=of, tier=one.tier, due_at=one.due_at, target=one.target) for of, one in deadlines],
            handling=[
                PlanHandling(region=of, place_kind=FacilityKind(one.place_kind), base_minutes=one.base_minutes, box_minutes=one.box_minutes)
                for of, one in handling
            ],
        )


def _vessel(one: FleetVessel) -> PlanVessel:
    terms = one.terms
    return PlanVessel(
        conveyance=one.code,
        name=one.name,
        kind=one.kind,
        home=one.home_code,
        capacity_boxes=one.capacity_boxes,
        speed_kn=one.speed_kn,
        wave_limit_m=one.wave_limit_m,
        crew_hours=terms.crew_hours,
        cost_per_hour=terms.cost_per_hour,
        cost_per_km=terms.cost_per_km,
        capacity_kg=terms.capacity_kg,
        from_at=terms.from_at,
        until_at=terms.until_at,
        standby_rank=terms.standby_rank,
        notice_hours=terms.notice_hours,
        source=one.source,
    )


def _voyage(one: StoredVoyage) -> PlanVoyage:
    voyage = one.voyage
    calls = [PlanVoyageCall(place=call.place_code, arrives_at=call.arrives_at, departs_at=call.departs_at) for call in voyage.calls]
    return PlanVoyage(
        code=voyage.code,
        conveyance=voyage.conveyance_code,
        capacity_boxes=voyage.capacity_boxes,
        calls=calls,
        region=one.region_code,
        source=voyage.source,
    )

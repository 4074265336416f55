"""What an election knows of a kab/kota's distribution, its stations, places and fleet, as a scenario."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import RowMapping, func, select

from silog.custody.tables import boxes
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB, real_now
from silog.kit.database import Database
from silog.movement.tables import conveyances
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, the_election
from silog.places.tables import facilities, regions
from silog_gis.plan.scenarios.reference import FacilityRow, Reference, StationRow
from silog_gis.plan.scenarios.scenario import Box, Days, DistrictRule, Fact, FleetVessel, Scenario
from silog_gis.plan.whole.task import Goes, Sailing, Tier
from silog_gis.plan.whole.value import LonLat

_Row = RowMapping
_PLANNER: Final = "silog plan"
_GOES: Final = {"LINER": Goes.SEA, "FERRY": Goes.SEA, "POMPONG": Goes.SEA, "SPEEDBOAT": Goes.SEA, "TRUCK": Goes.ROAD}
_BOX: Final = Box(weight_kg=8.0, volume_m3=0.096)
_BOXES: Final = 2
"""A box for each of two contests, where none were issued yet."""
_3T_EARLIER: Final = timedelta(days=1)
"""How much before the deadline of all others frontier and outermost stations are due."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the planner asks for."""

    regency: str
    deadline: datetime
    election: str | None
    sailings: tuple[Sailing, ...]


async def scenario_of(database: Database, order: Order) -> tuple[Scenario, Reference]:
    """Read an election's stations, places and fleet in one kab/kota."""
    async with database.unit_of_work(NO_ELECTION) as work:
        election = await the_election(work.connection, order.election)
    viewer = Viewer(_PLANNER, Role.COORDINATOR, order.regency, election.id, election.code)
    async with database.unit_of_work(viewer.scope) as work:
        places: list[_Row] = [*(await work.connection.execute(_PLACES.where(facilities.c.election_id == election.id))).mappings()]
        fleet: list[_Row] = [
            *(await work.connection.execute(select(conveyances).where(conveyances.c.election_id == election.id))).mappings()
        ]
        names = (await work.connection.execute(select(regions.c.code, regions.c.name))).all()
        issued = (await work.connection.execute(select(boxes.c.station_code).where(boxes.c.election_id == election.id))).all()
    mine = [row for row in places if row["region_code"] == order.regency or row["region_code"].startswith(f"{order.regency}.")]
    reference = Reference(
        tuple(_facility(row) for row in places if row["kind"] != "POLLING_STATION"),
        tuple(
            StationRow(row["code"], row["region_code"], LonLat(row["lon"], row["lat"]), row["landmass"])
            for row in mine
            if row["kind"] == "POLLING_STATION"
        ),
        {row.code: row.name for row in names},
    )
    begins_at = election.clock.time_at(real_now())
    boxes_each = max(Counter(row.station_code for row in issued).values(), default=_BOXES)
    vessels = tuple(_vessels(order, fleet, mine, begins_at))
    name = reference.names.get(order.regency, order.regency)
    return _scenario(order, name, mine, vessels, begins_at=begins_at, boxes_each=boxes_each), reference


_PLACES: Final = select(
    facilities.c.code,
    facilities.c.kind,
    facilities.c.name,
    facilities.c.region_code,
    facilities.c.landmass,
    facilities.c.is_3t,
    func.ST_X(facilities.c.point).label("lon"),
    func.ST_Y(facilities.c.point).label("lat"),
    func.ST_X(facilities.c.berth).label("berth_lon"),
    func.ST_Y(facilities.c.berth).label("berth_lat"),
)


def _facility(row: _Row) -> FacilityRow:
    berth = None if row["berth_lon"] is None else LonLat(row["berth_lon"], row["berth_lat"])
    return FacilityRow(row["code"], row["kind"], row["name"], row["region_code"], LonLat(row["lon"], row["lat"]), berth, row["landmass"])


def _warehouse(order: Order, places: Sequence[_Row]) -> str:
    found = sorted(row["code"] for row in places if row["kind"] == "WAREHOUSE")
    if not found:
        raise SilogError(
            WRONG_INPUT, f"No warehouse lies in {order.regency}.", "A kab/kota has a code such as 21.03; load its facilities first."
        )
    return str(found[0])


def _vessels(order: Order, fleet: Sequence[_Row], places: Sequence[_Row], begins_at: datetime) -> Iterator[FleetVessel]:
    """Take what can carry boxes over the sea or by road; without a home port it lies at the warehouse."""
    warehouse, known = _warehouse(order, places), {row["code"] for row in places}
    timetabled = {sailing.conveyance for sailing in order.sailings}
    days = Days(first=begins_at.astimezone(WIB).date(), last=order.deadline.astimezone(WIB).date())
    for row in fleet:
        if row["kind"] in _GOES and row["code"] not in timetabled:
            yield FleetVessel(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                goes=_GOES[row["kind"]],
                home=row["home_code"] if row["home_code"] in known else warehouse,
                boxes=row["capacity_boxes"],
                speed_kn=row["speed_kn"],
                wave_limit_m=row["wave_limit_m"],
                clearance_m=float(50 if row["clearance_m"] is None else row["clearance_m"]),
                days=days,
            )


def _scenario(
    order: Order, name: str, places: Sequence[_Row], vessels: tuple[FleetVessel, ...], *, begins_at: datetime, boxes_each: int
) -> Scenario:
    warehouse = _warehouse(order, places)
    first = sorted({row["region_code"] for row in places if row["kind"] == "POLLING_STATION" and row["is_3t"]})
    hubs = {vessel.home for vessel in vessels} | {warehouse}
    return Scenario(
        code=order.regency,
        name=name,
        regency=order.regency,
        begins_at=begins_at,
        warehouse=warehouse,
        ready_at=begins_at,
        hubs=tuple(sorted(hubs)),
        boxes_per_station=boxes_each,
        box=_BOX,
        tiers=(
            Tier(tier=0, due_at=max(begins_at + timedelta(seconds=1), order.deadline - _3T_EARLIER)),
            Tier(tier=1, due_at=order.deadline),
        ),
        districts=tuple(DistrictRule(region=village, tier=0) for village in first),
        vessels=vessels,
        sailings=order.sailings,
        facts=(Fact(said="stations, places and fleet", source="the election's own data"),),
    )

"""The types as tutorials teach them: an object for each row, a resolver for each relation, a DataLoader behind each resolver."""

from datetime import datetime

import strawberry
from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, func, or_, select
from strawberry.types import Info

from silog.bench.graphql.servers.strawberry_naive.loaders import Loaders
from silog.bench.graphql.servers.strawberry_naive.models import BoxRow, ConveyanceRow, FacilityRow, ProgressRow, RegionRow, ScanRow
from silog.bench.graphql.servers.strawberry_words import BoundingBox, BoxFilter, RegionLevel, ScanOrder
from silog.custody.rules import BoxState

_STATES = list(BoxState)
_DELIVERED = frozenset(_STATES[_STATES.index(BoxState.AT_STATION) :])
_IN_TRANSIT = frozenset(
    {
        BoxState.LOADED,
        BoxState.IN_TRANSIT,
        BoxState.AT_HUB,
        BoxState.RETURN_LOADED,
        BoxState.RETURN_IN_TRANSIT,
        BoxState.RETURN_AT_HUB,
    }
)


def _loaders(info: Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Position:
    """A point."""

    lon: float
    lat: float


@strawberry.type
class Station:
    """A polling station."""

    name: str


@strawberry.type
class Region:
    """A region."""

    row: strawberry.Private[RegionRow]

    @strawberry.field
    def code(self) -> str:
        """Its code."""
        return self.row.code

    @strawberry.field
    def name(self) -> str:
        """Its name."""
        return self.row.name

    @strawberry.field
    async def parent(self, info: Info) -> "Region | None":
        """The region that contains it."""
        if self.row.parent_code is None:
            return None
        row = await _loaders(info).regions.load(self.row.parent_code)
        return Region(row=row) if row is not None else None


@strawberry.type
class Scan:
    """One scan."""

    row: strawberry.Private[ScanRow]

    @strawberry.field
    def type(self) -> str:
        """What was done."""
        return self.row.type

    @strawberry.field
    def occurred_at(self) -> datetime:
        """When."""
        return self.row.occurred_at

    @strawberry.field
    def place_code(self) -> str:
        """Where."""
        return self.row.place_code

    @strawberry.field
    def seals(self) -> list[str]:
        """Which seals were seen."""
        return self.row.seals

    @strawberry.field
    def condition(self) -> str:
        """What the box looked like."""
        return self.row.condition

    @strawberry.field
    async def breaches(self, info: Info) -> list[str]:
        """What was irregular."""
        return sorted(finding.breach for finding in await _loaders(info).findings.load(self.row.id))


@strawberry.type
class ScanConnection:
    """A page of scans."""

    nodes: list[Scan]


@strawberry.type
class Box:
    """One box."""

    row: strawberry.Private[BoxRow]

    @strawberry.field
    def code(self) -> str:
        """Its code."""
        return self.row.code

    @strawberry.field
    def state(self) -> str:
        """How far it has come."""
        return self.row.state

    @strawberry.field
    def is3t(self) -> bool:
        """Whether it is served first."""
        return self.row.is_3t

    @strawberry.field
    async def station(self, info: Info) -> Station | None:
        """Its polling station."""
        row = await _loaders(info).facilities.load(self.row.station_code)
        return Station(name=row.name) if row is not None else None

    @strawberry.field
    async def region(self, info: Info) -> Region | None:
        """The village of its station."""
        row = await _loaders(info).regions.load(self.row.region_code)
        return Region(row=row) if row is not None else None

    @strawberry.field
    async def last_scan(self, info: Info) -> Scan | None:
        """Its last scan."""
        if self.row.last_scan_id is None:
            return None
        row = await _loaders(info).scans.load(self.row.last_scan_id)
        return Scan(row=row) if row is not None else None

    @strawberry.field
    async def scans(self, info: Info, first: int = 50, order_by: ScanOrder = ScanOrder.OLDEST) -> ScanConnection:
        """Its scans."""
        moment = ScanRow.occurred_at.desc() if order_by is ScanOrder.NEWEST else ScanRow.occurred_at
        its_own = select(ScanRow).where(ScanRow.election_id == self.row.election_id, ScanRow.box_code == self.row.code)
        async with _loaders(info).sessions() as session:
            rows = await session.scalars(its_own.order_by(moment).limit(first))
            return ScanConnection(nodes=[Scan(row=row) for row in rows])

    @strawberry.field
    async def current_position(self, info: Info) -> Position | None:
        """Where it is: at a place or aboard a conveyance."""
        if self.row.place_code is None:
            return None
        holder = await _loaders(info).facilities.load(self.row.place_code) or await _loaders(info).conveyances.load(self.row.place_code)
        if holder is None or holder.point is None:
            return None
        ((lon, lat),) = to_shape(holder.point).coords
        return Position(lon=lon, lat=lat)


@strawberry.type
class BoxConnection:
    """A page of boxes."""

    nodes: list[Box]


@strawberry.type
class Progress:
    """How far a region's boxes have come."""

    row: strawberry.Private[RegionRow]

    @strawberry.field
    def region(self) -> Region:
        """Which region."""
        return Region(row=self.row)

    @strawberry.field
    async def boxes(self, info: Info) -> int:
        """All of its boxes."""
        return sum(count.boxes for count in await _loaders(info).counts.load(self.row.code))

    @strawberry.field
    async def boxes_in_transit(self, info: Info) -> int:
        """Those on their way."""
        return await _counted(info, self.row.code, _IN_TRANSIT)

    @strawberry.field
    async def boxes_delivered(self, info: Info) -> int:
        """Those that have arrived."""
        return await _counted(info, self.row.code, _DELIVERED)


async def _counted(info: Info, code: str, states: frozenset[BoxState]) -> int:
    counts: list[ProgressRow] = await _loaders(info).counts.load(code)
    return sum(count.boxes for count in counts if count.state in states)


@strawberry.type
class Query:
    """The root fields."""

    @strawberry.field
    async def box(self, info: Info, code: str) -> Box | None:
        """One box."""
        loaders = _loaders(info)
        async with loaders.sessions() as session:
            row = await session.scalar(select(BoxRow).where(BoxRow.election_id == loaders.election_id, BoxRow.code == code))
            return Box(row=row) if row is not None else None

    @strawberry.field
    async def boxes(self, info: Info, first: int = 50, after: str = "", filter: BoxFilter | None = None) -> BoxConnection:  # noqa: A002 -- the API's word
        """A page of boxes by code, or those of an area."""
        loaders = _loaders(info)
        wanted = select(BoxRow).where(BoxRow.election_id == loaders.election_id)
        if after:
            wanted = wanted.where(BoxRow.code > after)
        if filter is not None and filter.within is not None:
            wanted = wanted.where(_held_in(filter.within.bbox, loaders.election_id))
        async with loaders.sessions() as session:
            rows = await session.scalars(wanted.order_by(BoxRow.code).limit(first))
            return BoxConnection(nodes=[Box(row=row) for row in rows])

    @strawberry.field
    async def progress(self, info: Info, level: RegionLevel) -> list[Progress]:
        """How far the boxes of each region of a level have come."""
        wanted = select(RegionRow).where(RegionRow.level == level.value).order_by(RegionRow.code)
        async with _loaders(info).sessions() as session:
            return [Progress(row=row) for row in await session.scalars(wanted)]


def _held_in(area: BoundingBox, election_id: int) -> ColumnElement[bool]:
    rectangle = func.ST_MakeEnvelope(area.west, area.south, area.east, area.north, 4326)
    holders: tuple[type[FacilityRow | ConveyanceRow], ...] = (FacilityRow, ConveyanceRow)
    return or_(
        *(
            BoxRow.place_code.in_(select(one.code).where(one.election_id == election_id, one.point.op("&&", is_comparison=True)(rectangle)))
            for one in holders
        )
    )

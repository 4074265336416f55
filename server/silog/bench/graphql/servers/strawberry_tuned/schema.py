"""The types: plain values, made from the rows of the one statement that the root field runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import strawberry
from strawberry.types import Info

from silog.bench.graphql.servers.strawberry_tuned.statements import MOST_SCANS, Statements
from silog.bench.graphql.servers.strawberry_words import BoxFilter, RegionLevel, ScanOrder


@strawberry.type
class Scan:
    """One scan."""

    type: str
    occurred_at: datetime
    place_code: str
    seals: list[str]
    condition: str
    breaches: list[str]


@strawberry.type
class LastScan:
    """What a page says of the last scan."""

    type: str
    occurred_at: datetime
    place_code: str


@strawberry.type
class ScanConnection:
    """A page of scans."""

    nodes: list[Scan]


@strawberry.type
class Station:
    """A polling station."""

    name: str


@strawberry.type
class Box:
    """One box, with its newest scans at hand."""

    code: str
    state: str
    station: Station
    newest: strawberry.Private[list[Scan]]

    @strawberry.field
    def scans(self, first: int = 50, order_by: ScanOrder = ScanOrder.OLDEST) -> ScanConnection:
        """The newest scans, which came with the box."""
        if order_by is not ScanOrder.NEWEST or first > MOST_SCANS:
            raise ValueError(f"only the newest {MOST_SCANS} scans come with a box")
        return ScanConnection(nodes=self.newest[:first])


@strawberry.type
class Region:
    """A region and the one above it."""

    code: str
    name: str
    parent: "Region | None"


@strawberry.type
class Position:
    """A point."""

    lon: float
    lat: float


@strawberry.type
class ListedBox:
    """A box in a list; what the list was not asked for is not there."""

    code: str
    state: str
    is3t: bool
    last_scan: LastScan | None = None
    region: Region | None = None
    current_position: Position | None = None


@strawberry.type
class BoxConnection:
    """A page of boxes."""

    nodes: list[ListedBox]


@strawberry.type
class RegionName:
    """Which region."""

    code: str
    name: str


@strawberry.type
class Progress:
    """How far a region's boxes have come."""

    region: RegionName
    boxes: int
    boxes_in_transit: int
    boxes_delivered: int


@strawberry.type
class Query:
    """The root fields, each with its one statement."""

    @strawberry.field
    async def box(self, info: Info, code: str) -> Box | None:
        """One box."""
        rows = await _pool(info).fetch(_sql(info).box, code)
        return _box(rows) if rows else None

    @strawberry.field
    async def boxes(self, info: Info, first: int = 50, after: str = "", filter: BoxFilter | None = None) -> BoxConnection:  # noqa: A002 -- the API's word
        """A page of boxes by code, or those of an area."""
        if filter is not None and filter.within is not None:
            edges = filter.within.bbox
            rows = await _pool(info).fetch(_sql(info).area(first), edges.west, edges.south, edges.east, edges.north)
            return BoxConnection(nodes=[_placed(row) for row in rows])
        return BoxConnection(nodes=[_listed(row) for row in await _pool(info).fetch(_sql(info).page(first), after)])

    @strawberry.field
    async def progress(self, info: Info, level: RegionLevel) -> list[Progress]:
        """How far each regency's boxes have come, from the kept counts."""
        del level
        return [_progress(row) for row in await _pool(info).fetch(_sql(info).progress)]


def _pool(info: Info) -> "asyncpg.Pool[Any]":
    pool: asyncpg.Pool[Any] = info.context["pool"]
    return pool


def _sql(info: Info) -> Statements:
    statements: Statements = info.context["statements"]
    return statements


def _box(rows: Sequence[asyncpg.Record]) -> Box:
    first = rows[0]
    newest = [
        Scan(
            type=row["type"],
            occurred_at=row["occurred_at"],
            place_code=row["place_code"],
            seals=row["seals"],
            condition=row["condition"],
            breaches=row["breaches"] or [],
        )
        for row in rows
        if row["type"] is not None
    ]
    return Box(code=first["code"], state=first["state"], station=Station(name=first["station"]), newest=newest)


def _listed(row: asyncpg.Record) -> ListedBox:
    code, state, is_3t, kind, occurred_at, place_code, *lineage = row
    region = None
    for above in range(len(lineage) - 2, -1, -2):
        region = Region(code=lineage[above], name=lineage[above + 1], parent=region)
    last_scan = LastScan(type=kind, occurred_at=occurred_at, place_code=place_code) if kind else None
    return ListedBox(code=code, state=state, is3t=is_3t, last_scan=last_scan, region=region)


def _placed(row: asyncpg.Record) -> ListedBox:
    code, state, is_3t, lon, lat = row
    return ListedBox(code=code, state=state, is3t=is_3t, current_position=Position(lon=lon, lat=lat))


def _progress(row: asyncpg.Record) -> Progress:
    code, name, boxes, in_transit, delivered = row
    return Progress(region=RegionName(code=code, name=name), boxes=boxes, boxes_in_transit=in_transit, boxes_delivered=delivered)

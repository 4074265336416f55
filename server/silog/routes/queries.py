"""Every question about areas of the sea. The scope of the transaction decides which election's are seen."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from silog.places.tables import facilities
from silog.routes.rules import AreaTerms, SeaAreaKind, SeaAreaRule, Wish, cost_of, refuse_unknown_areas
from silog.routes.tables import sea_areas
from silog_gis.sea.sea_areas import SeaArea


@dataclass(frozen=True, slots=True)
class StoredArea:
    """One area, with its outline."""

    terms: AreaTerms
    region_code: str
    area: MultiPolygon
    source: str


async def areas_of(connection: AsyncConnection, codes: Collection[str] | None = None, *, for_update: bool = False) -> list[StoredArea]:
    """List the areas of the scope by code: all, or some by their codes."""
    a = sea_areas.c
    columns = (a.code, a.name, a.kind, a.rule, a.cost_factor, a.valid_from, a.valid_to, a.region_code, a.source)
    statement = select(*columns, func.ST_AsBinary(a.area).label("wkb")).order_by(a.code)
    if codes is not None:
        statement = statement.where(a.code.in_(list(codes)))
    return [_area(row) for row in await connection.execute(statement.with_for_update() if for_update else statement)]


def in_force(areas: Iterable[StoredArea], at: datetime, wish: Wish, foreign_factor: float) -> tuple[SeaArea, ...]:
    """Give what a router is to heed at a time, under a wish; areas that do not matter are left out, so that routes are found sooner."""
    stored = list(areas)
    refuse_unknown_areas(wish, (one.terms.code for one in stored))
    found: list[SeaArea] = []
    for one in stored:
        if not one.terms.stands_at(at) and one.terms.code not in wish.avoid:
            continue
        cost = cost_of(one.terms, wish, foreign_factor)
        if cost is None or cost > 1:
            found.append(SeaArea(one.terms.name, one.area, cost))
    return tuple(found)


async def provinces(connection: AsyncConnection) -> list[str]:
    """Give the codes of the provinces that the election's places lie in."""
    province = func.left(facilities.c.region_code, 2)
    return list((await connection.execute(select(province).distinct().order_by(province))).scalars())


def _area(row: Row[*tuple[Any, ...]]) -> StoredArea:
    terms = AreaTerms(row.code, row.name, SeaAreaKind(row.kind), SeaAreaRule(row.rule), row.cost_factor, row.valid_from, row.valid_to)
    area = shapely.from_wkb(bytes(row.wkb))
    assert isinstance(area, MultiPolygon)  # noqa: S101 -- the column's type
    return StoredArea(terms, row.region_code, area, row.source)

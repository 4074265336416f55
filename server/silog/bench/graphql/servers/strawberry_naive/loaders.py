"""The DataLoaders of one request: each gathers the keys that resolvers ask for and reads their rows in one statement."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.dataloader import DataLoader

from silog.bench.graphql.servers.strawberry_naive.models import (
    ConveyanceRow,
    FacilityRow,
    FindingRow,
    ProgressRow,
    RegionRow,
    Row,
    ScanRow,
)

Kind = TypeVar("Kind", bound=Row)
Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True, slots=True)
class Loaders:
    """One loader for each relation, and how to open a session."""

    sessions: Sessions
    election_id: int
    regions: DataLoader[str, RegionRow | None]
    facilities: DataLoader[str, FacilityRow | None]
    conveyances: DataLoader[str, ConveyanceRow | None]
    scans: DataLoader[UUID, ScanRow | None]
    findings: DataLoader[UUID, list[FindingRow]]
    counts: DataLoader[str, list[ProgressRow]]


def loaders(sessions: Sessions, election_id: int) -> Loaders:
    """Make the loaders of a request."""
    return Loaders(
        sessions,
        election_id,
        DataLoader(_one(sessions, RegionRow, RegionRow.code)),
        DataLoader(_one(sessions, FacilityRow, FacilityRow.code, where=FacilityRow.election_id == election_id)),
        DataLoader(_one(sessions, ConveyanceRow, ConveyanceRow.code, where=ConveyanceRow.election_id == election_id)),
        DataLoader(_one(sessions, ScanRow, ScanRow.id, where=ScanRow.election_id == election_id)),
        DataLoader(_many(sessions, FindingRow, FindingRow.scan_id, where=FindingRow.election_id == election_id)),
        DataLoader(_many(sessions, ProgressRow, ProgressRow.region_code, where=ProgressRow.election_id == election_id)),
    )


def _one(
    sessions: Sessions, row: type[Kind], key: InstrumentedAttribute[Any], where: ColumnElement[bool] | None = None
) -> Callable[[list[Any]], Awaitable[Sequence[Kind | None]]]:
    async def load(keys: list[Any]) -> Sequence[Kind | None]:
        statement = select(row).where(key.in_(keys))
        async with sessions() as session:
            found = await session.scalars(statement if where is None else statement.where(where))
            by_key = {getattr(one, key.key): one for one in found}
        return [by_key.get(wanted) for wanted in keys]

    return load


def _many(
    sessions: Sessions, row: type[Kind], key: InstrumentedAttribute[Any], where: ColumnElement[bool]
) -> Callable[[list[Any]], Awaitable[Sequence[list[Kind]]]]:
    async def load(keys: list[Any]) -> Sequence[list[Kind]]:
        async with sessions() as session:
            found = await session.scalars(select(row).where(key.in_(keys), where))
            by_key: dict[Any, list[Kind]] = defaultdict(list)
            for one in found:
                by_key[getattr(one, key.key)].append(one)
        return [by_key[wanted] for wanted in keys]

    return load

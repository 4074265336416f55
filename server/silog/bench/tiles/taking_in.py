"""What the grid costs those who scan: the same batches recorded with it and without, each into a clone of one database.

Each of some devices scans its hundred boxes again and again along their way: first in a warehouse, where a batch lies in a few cells, in
the end at their stations, where it lies in nearly a hundred.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from silog.bench.accounting import postmaster_pid, processor_time_s
from silog.bench.ingest.ground import BATCH, SENDING_BATCHES, Ground, build, cloned
from silog.bench.ingest.scans import Batch, batches
from silog.bench.measuring import Spread, spread
from silog.composition import join_rooms
from silog.custody.actions import record_scans
from silog.errors import SilogError
from silog.kit.announcements import Announcements
from silog.kit.clock import real_now
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.tiles.actions import count_scans

TURNS: Final = 18
"""How often each device hands in its boxes."""
_DEVICES: Final = 16
_WARM: Final = 1
_LEAVING: Final = 8
_AT_STATIONS: Final = 12


class _WithoutGrid(Announcements):
    """Tells everybody but the grid."""

    def within(self, kind: type[Any], handler: Callable[..., Any]) -> None:
        if handler is not count_scans:
            super().within(kind, handler)


@dataclass(frozen=True, slots=True)
class Intake:
    """Seconds of PostgreSQL's processor time for one scan, without the grid and with it, and the one by the other, turn by turn."""

    where: str
    without_s: Spread
    with_grid_s: Spread
    ratio: Spread


def measured(cluster: Cluster, turns: int, say: Callable[[str], None]) -> list[Intake]:
    """Record so many turns of all devices. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    with cloned(cluster, "grid") as one, cloned(cluster, "gridless") as other:
        return asyncio.run(_measured(cluster, one, other, turns, say))


async def _measured(cluster: Cluster, ground: Ground, plain: Ground, turns: int, say: Callable[[str], None]) -> list[Intake]:
    postmaster, signed = postmaster_pid(cluster.data), batches(ground.seats)
    pairs = [(await _joined(ground, has_grid=True), ground), (await _joined(plain, has_grid=False), plain)]
    costs: list[tuple[float, float]] = []
    try:
        for turn in range(turns):
            say(f"turn {turn + 1} of {turns}, {_DEVICES} batches of {BATCH}")
            handed = list(islice(signed, SENDING_BATCHES))[:_DEVICES]
            costs.append((await _cost(postmaster, *pairs[0], handed), await _cost(postmaster, *pairs[1], handed)))
        for (database, one), expected in zip(pairs, (turns * _DEVICES * BATCH, 0), strict=True):
            await _refuse_miscounted(database, one, expected)
    finally:
        for database, _ in pairs:
            await database.close()
    stages = {"in warehouses": costs[_WARM:_LEAVING], "at stations": costs[_AT_STATIONS:]}
    return [_intake(where, found) for where, found in stages.items() if found]


def _intake(where: str, costs: Sequence[tuple[float, float]]) -> Intake:
    kept, plain = zip(*costs, strict=True)
    return Intake(where, spread(plain), spread(kept), spread([one / other for one, other in costs]))


async def _cost(postmaster: int, database: Database, ground: Ground, handed: Sequence[Batch]) -> float:
    before = processor_time_s(postmaster)
    for batch in handed:
        await record_scans(database, ground.election, batch, ground.election.clock.time_at(real_now()))
    return (processor_time_s(postmaster) - before) / (len(handed) * BATCH)


async def _joined(ground: Ground, *, has_grid: bool) -> Database:
    database = await Database.connect(ground.dsn("silog_app"), readers=1, writers=1)
    if not has_grid:
        database.announcements = _WithoutGrid()
    join_rooms(database)
    return database


async def _refuse_miscounted(database: Database, ground: Ground, scans: int) -> None:
    """Refuse figures of a grid that does not hold every scan, and of one that should hold none."""
    async with database.unit_of_work(Scope.whole_election(ground.election.id)) as work:
        found = await (await work.driver).fetchval("SELECT coalesce(sum(scans), 0) FROM scan_cells WHERE level = 17")
    if found != scans:
        raise SilogError("NOT_COUNTED", f"{scans:,} scans were to be in the grid of {ground.database}, and {found:,} are.")

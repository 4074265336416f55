"""Kepulauan Anambas with the boxes of one district still in the warehouse, a small fleet in Tarempa, and a navy ship as its standby."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg

from silog.composition import join_rooms
from silog.custody.actions import issue_boxes
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import add_conveyances
from silog.movement.rules import Conveyance, ConveyanceKind
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, Election, election_named
from silog.planning.actions.inputs import set_vessel_terms
from silog.planning.desk import PlanDesk
from silog.planning.queries import StoredPlan, plan_numbered
from silog.planning.rules import Because, PlanState, VesselTerms

REGION, DISTRICT = "21.05", "21.05.07"
BEGINS: Final = datetime(2024, 11, 22, 0, tzinfo=UTC)
SAID: Final = Because("Dinas Perhubungan", "Latihan")
LONGEST_S: Final = 600
"""A worker that has not ended by then never will: it is given a few seconds of work."""


@dataclass(frozen=True)
class Sea:
    """The product on its database, the election, and who plans in it."""

    product: Database
    owner: asyncpg.Connection
    election: Election
    planner: Viewer
    sight_lines: Path

    def viewer(self, role: Role, region: str = REGION) -> Viewer:
        """Somebody of a role."""
        return replace(self.planner, name=role.value.title(), role=role, region_code=region)

    async def plan(self, number: int) -> StoredPlan:
        """How a plan stands."""
        async with self.product.unit_of_work(Scope.whole_election(self.election.id)) as work:
            return await plan_numbered(work, number)

    async def made(self, number: int) -> StoredPlan:
        """Let a worker make a plan, as a server would, and give it when it has ended."""
        desk = await self.desk()
        async with asyncio.timeout(LONGEST_S):
            await desk.ended()
        return await self.plan(number)

    async def desk(self) -> PlanDesk:
        """A desk whose worker is at the oldest plan that waits."""
        desk = PlanDesk(self.product, workers=1, cache_folder=self.sight_lines)
        await desk.look_once()
        return desk

    async def running(self, number: int) -> StoredPlan:
        """Give a plan once its worker is at it."""
        async with asyncio.timeout(LONGEST_S):
            found = await self.plan(number)
            while found.state is PlanState.QUEUED:  # what another process does is told by the database alone
                await asyncio.sleep(0.05)
                found = await self.plan(number)
        return found


@asynccontextmanager
async def anambas(cluster: Cluster, template: str, name: str, sight_lines: Path) -> AsyncIterator[Sea]:
    """Clone the reference data under a name of its own, issue the boxes and add the fleet; the clone is dropped in the end."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    owner, product = await asyncpg.connect(cluster.dsn("silog_owner", name)), await Database.connect(cluster.dsn("silog_app", name))
    try:
        yield await _laid_out(product, owner, sight_lines)
    finally:
        await product.close()
        await owner.close()
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


async def _laid_out(product: Database, owner: asyncpg.Connection, sight_lines: Path) -> Sea:
    join_rooms(product)
    async with product.unit_of_work(NO_ELECTION) as work:
        election = await election_named(work.connection, "LATIHAN-2024")
    await issue_boxes(product, election, DISTRICT)
    made = Sea(product, owner, election, Viewer("Perencana", Role.PLANNER, REGION, election.id, election.code), sight_lines)
    await _fleet(made)
    return made


async def _fleet(sea: Sea) -> None:
    boats = [
        Conveyance(f"CNV-POMPONG-{number}", f"Pompong {number}", ConveyanceKind.POMPONG, REGION, "PORT-tarempa", 40, 7.0, 50, 1.5)
        for number in (1, 2)
    ]
    await add_conveyances(sea.product, sea.election.id, boats)
    for boat in boats:
        terms = VesselTerms(boat.code, 10.0, 150_000, 0, None, BEGINS, BEGINS + timedelta(days=4))
        await set_vessel_terms(sea.product, sea.planner, terms, SAID)
    navy = Conveyance("CNV-KRI", "KRI Latihan", ConveyanceKind.FERRY, REGION, "PORT-tarempa", 500, 14.0, 50, 4.0)
    await add_conveyances(sea.product, sea.election.id, [navy])
    terms = VesselTerms(navy.code, 24.0, 0, 0, None, BEGINS, BEGINS + timedelta(days=4), standby_rank=1, notice_hours=6.0)
    await set_vessel_terms(sea.product, sea.planner, terms, SAID)

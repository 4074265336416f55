"""What the peers have in common: an application with the desk for scans and the election in its state."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from silog.bench.ingest.ground import ELECTION
from silog.composition import join_rooms
from silog.custody.desk import ScanDesk
from silog.kit.database import Database
from silog.places.queries import election_named


def with_desk(dsn_app: str, routes: Sequence[Route]) -> Starlette:
    """Return an application that has `scans`, the desk, and `election` in its state while it runs. It asks nobody who they are."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = await Database.connect(dsn_app)
        join_rooms(database)
        async with database.engine.begin() as connection:
            app.state.election = await election_named(connection, ELECTION)
        app.state.scans = ScanDesk(database)
        try:
            yield
        finally:
            await database.close()

    return Starlette(lifespan=lifespan, routes=routes)

"""A season under way: training's own, played to noon of the day before the vote, with vessels that report each half minute."""

import asyncio
import hashlib
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import asyncpg

from silog.bench.data.building import Built, Say, create_empty, is_built, mark_built, migrations_digest
from silog.bench.data.preparing import Ready, with_viewer
from silog.bench.data.sizes import SEASON, Size
from silog.composition import join_rooms
from silog.kit.clock import WIB
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.shipped import migrations_folder
from silog.tiles.tracks import draw_tracks
from silog.training.actions import ensure_season
from silog.training.runner import play_at_once

VOYAGES: Final = Size("voyages", SEASON.stations, SEASON.boxes, scans=0, is_kepri=True)
"""As many scans as the season has brought about by then."""
_ELECTION: Final = "BENCH"
_NOON: Final = datetime(2024, 11, 26, 12, tzinfo=WIB)
"""Teams are on their way to their stations, and every leg of the way back is still to come."""


def prepared_voyages(cluster: Cluster, graphs: Path, say: Say) -> Ready:
    """Have the data; sight lines of the sea are kept in `graphs`. Blocks, and needs a thread without a running event loop."""
    built, mark = Built(cluster, VOYAGES), _mark()
    if not asyncio.run(is_built(cluster, VOYAGES.database, mark)):
        _build(cluster, graphs, lambda line: say(f"{VOYAGES.name}: {line}"))
        asyncio.run(mark_built(cluster, VOYAGES.database, mark))
    return asyncio.run(with_viewer(built))


def _mark() -> str:
    scenario = sorted(files("silog.training").joinpath("scenario").iterdir(), key=lambda one: one.name)
    texts = [migrations_digest(), _script(), *(one.read_text() for one in scenario if one.is_file())]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _script() -> str:
    return files(__package__).joinpath("voyages.sql").read_text()


def _build(cluster: Cluster, graphs: Path, say: Say) -> None:
    asyncio.run(create_empty(cluster, VOYAGES.database))
    migrate(migrations_folder(), cluster.dsn("silog_owner", VOYAGES.database))
    asyncio.run(_play(Built(cluster, VOYAGES), graphs, say))


async def _play(built: Built, graphs: Path, say: Say) -> None:
    database = await Database.connect(built.dsn("silog_app"), readers=2, writers=2)
    try:
        join_rooms(database)
        election = await ensure_season(database, say, code=_ELECTION, cache_folder=graphs)
        await _execute(built, "ANALYZE")  # autovacuum looks once a minute, and until then every plan is made for empty tables
        say(f"playing it until {_NOON:%d %b %H:%M} WIB")
        await play_at_once(database, election, _NOON)
        say("two weeks of positions")
        await _execute(built, "SET session_replication_role = replica;" + _script())  # keys unchecked: every code is of a conveyance
        say(f"{await draw_tracks(database, election.id, _NOON):,} hours of tracks")
        await _execute(built, "VACUUM (ANALYZE)")
    finally:
        await database.close()


async def _execute(built: Built, script: str) -> None:
    admin = await asyncpg.connect(built.dsn("silog_admin"))
    try:
        await admin.execute(script)
    finally:
        await admin.close()

"""Having the data: the bench's own cluster started, the database built unless it stands, and a viewer of all of it."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg

from silog.bench.data.building import Built, Say, create, stands
from silog.bench.data.sizes import Size
from silog.errors import SilogError
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.queries import User
from silog.people.rules import Role

_KEPRI: Final = "21"
_NAME: Final = "Uji beban"


@dataclass(frozen=True, slots=True)
class Ready:
    """Data that can be asked: `token` is that of a coordinator who sees every row; `region_code` bounds them, or '' does not."""

    built: Built
    election_id: int
    region_code: str
    token: str


@contextmanager
def running(state: Path) -> Iterator[Cluster]:
    """Give the bench's own cluster under `state`/bench, running; it is stopped in the end.

    Two measurements at once would disturb each other and end each other's database, so the second is refused.
    """
    cluster = Cluster(state / "bench")
    with (cluster.root / "measuring").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SilogError("ALREADY_MEASURING", f"Another silog bench is measuring on {cluster.root}.", "Wait until it ends.") from error
        cluster.ensure_started()
        try:
            asyncio.run(_reset(cluster))
            yield cluster
        finally:
            cluster.stop()


async def _reset(cluster: Cluster) -> None:
    """Take back what a measurement that was killed has set for itself."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute("ALTER SYSTEM RESET ALL")
        await admin.execute("SELECT pg_reload_conf()")
    finally:
        await admin.close()


def prepared(cluster: Cluster, size: Size, say: Say, *, is_rebuilt: bool = False) -> Ready:
    """Have the data of one size on the bench's cluster: those that stand, or else new ones."""
    if is_rebuilt or not asyncio.run(stands(cluster, size)):
        _build(cluster, size, lambda line: say(f"{size.name}: {line}"))
    return asyncio.run(with_viewer(Built(cluster, size)))


def _build(cluster: Cluster, size: Size, say: Say) -> None:
    """Fill the database without waiting for the disk; what is left half done has no fingerprint, and is built again."""
    cluster.stop()
    hasty = Cluster(cluster.root, is_durable=False)
    hasty.ensure_started()
    try:
        create(hasty, size, say)
    finally:
        hasty.stop()
    cluster.ensure_started()


async def with_viewer(built: Built) -> Ready:
    """Make somebody who sees all of the data."""
    database = await Database.connect(built.dsn("silog_app"), readers=1, writers=1)
    try:
        election_id = await database.reads.fetchval("SELECT id FROM elections WHERE code = 'BENCH'")
        if built.size.is_kepri:
            user = await ensure_user(database, election_id, _NAME, Role.COORDINATOR, _KEPRI)
        else:
            user = await _of_all_provinces(built, election_id)
        return Ready(built, election_id, user.region_code, await make_bearer_token(database, user.id))
    finally:
        await database.close()


async def _of_all_provinces(built: Built, election_id: int) -> User:
    """Make a coordinator of every province. Commands make one for a region only, and there is none above the provinces."""
    admin = await asyncpg.connect(built.dsn("silog_admin"))
    try:
        await admin.execute("SET session_replication_role = replica")  # leaves the foreign key to regions unchecked for this one row
        number = await admin.fetchval(
            """INSERT INTO users (id, election_id, name, role, region_code) VALUES ($1, $2, $3, $4, '')
               ON CONFLICT ON CONSTRAINT users_name_unique DO UPDATE SET region_code = '' RETURNING id""",
            uuid4(),
            election_id,
            _NAME,
            Role.COORDINATOR,
        )
    finally:
        await admin.close()
    return User(number, election_id, _NAME, Role.COORDINATOR, "")

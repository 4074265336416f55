"""What every test may ask for: a real PostGIS database of its own, and a machine that reaches nothing outside.

One throwaway cluster per run; in it a migrated database that is only ever a template, cloned for each test and dropped after it.
"""

import asyncio
import fcntl
import ipaddress
import itertools
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import asyncpg
import pytest

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.places.actions import NewElection, create_election
from silog.places.reference import load_reference
from silog.places.rules import ElectionKind
from silog.shipped import migrations_folder

Clone = Callable[[str], Endpoint]
_numbers = itertools.count(1)
NEEDED_IN_MEMORY = 8 * 2**30
"""Bytes: some times what the clusters of two processes may come to, their logs included."""
ROOMS = ("kit", "documents", "people", "live", "clients", "drill", "bench", "cli", "web", "training", "gis", "api")
"""First those that ask for no way over the sea, while its graphs are being built; then those whose files take long, and all others last.

So no process waits for a graph or compiles what another one is compiling, and none is left with a long file when the others are done.
"""

_building = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where several processes test, have the graphs of the sea built beside their first tests, so that none waits for them later."""
    config = session.config
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        folder = _kept_graphs(config)
        command = [sys.executable, "-m", "tests.factories.graphs", str(folder)]
        with _held(folder, fcntl.LOCK_EX) as lock:  # until the last who has it open ends
            config.stash[_building] = subprocess.Popen(command, cwd=config.rootpath, pass_fds=[lock.fileno()])  # noqa: S603 -- our own module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the rooms in the order of `ROOMS`; within a room all stays as it was."""
    items.sort(key=lambda item: _rank(item.nodeid.split("/")[1]))


def _rank(room: str) -> int:
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the building, where it has not ended by itself."""
    building = session.config.stash.get(_building, None)
    if building is not None:
        building.terminate()
        building.wait()


def _kept_graphs(config: pytest.Config) -> Path:
    assert config.cache is not None
    return Path(config.cache.mkdir("sight-lines"))


@contextmanager
def _held(folder: Path, kind: int) -> Iterator[IO[str]]:
    """Hold the lock of the graphs in a folder, as soon as nobody holds it against `kind`."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, kind)
        yield lock


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Coroutine tests run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _no_sockets_to_elsewhere() -> Iterator[None]:
    """Unix sockets and loopback only: a test that reaches for the network fails at once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _only_near(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's own PostGIS, without fsync, in a directory that the server's account can enter."""
    root = Path(tempfile.mkdtemp(prefix="silog-tests-", dir=_folder_in_memory()))
    root.chmod(0o755)
    cluster = Cluster(root, is_durable=False)
    try:
        cluster.ensure_started()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(root)


def _folder_in_memory() -> Path | None:
    """Where a database is cloned in a third of the time; None where memory is scarce, for a folder on disk."""
    folder = Path("/dev/shm")  # noqa: S108 -- a folder of our own is made in it
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > NEEDED_IN_MEMORY else None


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster) -> str:
    """Name of the database that was migrated once. Never connect to it: PostgreSQL clones only what nobody uses."""
    migrate(migrations_folder(), cluster.dsn("silog_owner"))
    return "silog"


@pytest.fixture(scope="session")
def kepri_template(cluster: Cluster, migrated_template: str) -> str:
    """Name of the database that was given Kepri's reference data once, in the training election LATIHAN-2024."""
    _as_admin(cluster, f"CREATE DATABASE kepri TEMPLATE {migrated_template} OWNER silog_owner STRATEGY FILE_COPY")
    asyncio.run(_fill(cluster.dsn("silog_app", "kepri")))
    return "kepri"


@pytest.fixture(scope="session")
def sight_lines(pytestconfig: pytest.Config) -> Path:
    """Where graphs of the sea are kept, from run to run and for all processes of one; waits while they are being built."""
    folder = _kept_graphs(pytestconfig)
    with _held(folder, fcntl.LOCK_SH):
        return folder


@pytest.fixture
def database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    """A migrated database for this test alone: empty, or with the reference data for a test that also asks for `kepri`."""
    template = "kepri_template" if "kepri" in request.fixturenames else "migrated_template"
    yield from _clone(cluster, request.getfixturevalue(template))


@pytest.fixture
def kepri(database: Endpoint) -> Endpoint:
    """`database` with Kepri in it: 507 regions, 2,028 islands, 635 facilities and 3,327 stations of the election LATIHAN-2024."""
    return database


@pytest.fixture
async def product(database: Endpoint) -> AsyncIterator[Database]:
    """`database` as the rooms work on it."""
    opened = await Database.connect(database.dsn_app)
    yield opened
    await opened.close()


@pytest.fixture
async def owner(database: Endpoint) -> AsyncIterator[asyncpg.Connection]:
    """A connection to `database` as the owner of the schema, whom row-level security may not bind."""
    connection = await asyncpg.connect(database.dsn_owner)
    yield connection
    await connection.close()


@pytest.fixture
async def app(database: Endpoint) -> AsyncIterator[asyncpg.Connection]:
    """A connection to `database` as the running product has it: bound by row-level security, with no scope set."""
    connection = await asyncpg.connect(database.dsn_app)
    yield connection
    await connection.close()


async def _fill(dsn_app: str) -> None:
    database = await Database.connect(dsn_app)
    latihan = NewElection("LATIHAN-2024", "Latihan Pilkada Kepri 2024", ElectionKind.TRAINING, date(2024, 11, 27))
    election = await create_election(database, latihan)
    await load_reference(database, election.id, lambda _: None)
    await database.close()


def _clone(cluster: Cluster, template: str) -> Iterator[Endpoint]:
    name = f"test_{next(_numbers)}"
    _as_admin(cluster, f"CREATE DATABASE {name} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    try:
        yield Endpoint(cluster.dsn("silog_owner", name), cluster.dsn("silog_app", name))
    finally:
        _as_admin(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _as_admin(cluster: Cluster, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


def _only_near(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:  # noqa: ANN401 - as wide as socket.connect itself
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            message = f"A test reached for {address}; tests use unix sockets and loopback only."
            raise RuntimeError(message)
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

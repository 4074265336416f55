"""A private cluster where people really clone things, and after what really happens to machines."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from silog.errors import SilogError
from silog.kit.cluster import Cluster, external_endpoint
from silog.kit.cluster.account import server_account
from silog.kit.cluster.binaries import find_binaries


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory that everybody may enter; what a cluster keeps elsewhere for it is removed as well."""
    folder = Path(tempfile.mkdtemp(prefix="silog-life-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def live() -> Iterator[Cluster]:
    """A durable cluster that these tests kill and start again."""
    folder = Path(tempfile.mkdtemp(prefix="silog-life-"))
    folder.chmod(0o755)
    yield from _running(folder)
    shutil.rmtree(folder)


@pytest.fixture
def closed(home: Path) -> Iterator[Cluster]:
    """A running cluster of a checkout under a 0700 home."""
    home.chmod(0o700)
    yield from _running(home / "silog" / ".silog")


@pytest.fixture
def deep(home: Path) -> Iterator[Cluster]:
    """A running cluster of a checkout whose path has 150 characters."""
    yield from _running(home / ("d" * (150 - len(str(home)) - 1)) / ".silog")


def test_a_checkout_under_a_closed_home_has_its_cluster_where_the_server_can_go(closed: Cluster) -> None:
    assert _ask(closed, "SELECT current_user") == "silog_owner"
    if os.geteuid() == 0:
        assert closed.data.is_relative_to("/var/lib/silog")


def test_a_path_of_150_characters_leaves_the_socket_short_enough(deep: Cluster) -> None:
    assert len(str(deep.root)) >= 150
    assert len(os.fsencode(deep.socket / ".s.PGSQL.5432")) <= 107
    assert _ask(deep, "SELECT current_user") == "silog_owner"


def test_what_was_committed_survives_a_killed_server_and_its_stale_pid(live: Cluster) -> None:
    _ask(live, "CREATE TABLE scans (id int); INSERT INTO scans VALUES (40)")
    os.kill(int((live.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    Cluster(live.root).ensure_started()

    assert _ask(live, "SELECT id FROM scans") == 40


def test_a_stale_pid_that_now_belongs_to_another_process_does_not_keep_the_server_down(live: Cluster) -> None:
    live.stop()
    stale = live.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{live.data}\n")

    Cluster(live.root).ensure_started()

    assert _ask(live, "SELECT 1") == 1


def test_starting_a_running_cluster_joins_it(live: Cluster) -> None:
    _ask(live, "CREATE TABLE joined (id int)")

    Cluster(live.root).ensure_started()

    assert _ask(live, "SELECT count(*) FROM joined") == 0


def test_the_server_listens_on_no_network_and_never_runs_as_root(live: Cluster) -> None:
    pid = (live.data / "postmaster.pid").read_text().split()[0]

    assert _ask(live, "SHOW listen_addresses") == ""
    assert Path(f"/proc/{pid}").stat().st_uid == server_account().uid != 0


def test_the_cluster_keeps_what_it_acknowledged(live: Cluster) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert _ask(live, f"SHOW {setting}") == "on"


def test_the_socket_and_the_data_are_closed_to_everybody_else(live: Cluster) -> None:
    assert live.socket.stat().st_mode & 0o077 == 0
    assert live.data.stat().st_mode & 0o077 == 0


def test_a_directory_that_somebody_else_put_where_the_socket_goes_is_refused(home: Path) -> None:
    cluster = Cluster(home / ".silog")
    cluster.socket.symlink_to("/tmp")  # noqa: S108 - somebody's trap

    with pytest.raises(SilogError, match="does not belong to"):
        cluster.ensure_started()

    assert not cluster.is_running


def test_a_first_start_that_was_cut_short_is_begun_again(home: Path) -> None:
    (home / "pg.new").mkdir()
    (home / "pg.new" / "PG_VERSION").write_text("15")

    for cluster in _running(home):
        assert _ask(cluster, "SELECT 1") == 1


def test_without_postgis_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SilogError, match="apt-get install"):
        find_binaries(libraries=tmp_path, shares=tmp_path)


def test_a_database_of_an_older_release_is_not_given_to_a_newer_one() -> None:
    with pytest.raises(SilogError, match="made by PostgreSQL 9"):
        find_binaries(major=9)


def test_on_an_operators_server_the_product_still_runs_as_the_bound_role(live: Cluster) -> None:
    endpoint = external_endpoint(live.dsn("silog_admin"))

    assert _fetch(endpoint.dsn_app, "SELECT current_user") == "silog_app"
    assert _fetch(endpoint.dsn_app, "RESET ROLE; RESET ALL; SELECT current_user") == "silog_app"


def test_an_address_of_another_kind_of_database_is_refused() -> None:
    with pytest.raises(SilogError, match="must begin with postgresql:"):
        external_endpoint("mysql://localhost/silog")


def _running(root: Path) -> Iterator[Cluster]:
    root.parent.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(root)
    try:
        cluster.ensure_started()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.data)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def _ask(cluster: Cluster, statement: str) -> object:
    return _fetch(cluster.dsn("silog_owner"), statement)


def _fetch(dsn: str, statement: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            *before, last = statement.split("; ")
            for each in before:
                await connection.execute(each)
            return await connection.fetchval(last)
        finally:
            await connection.close()

    return asyncio.run(run())

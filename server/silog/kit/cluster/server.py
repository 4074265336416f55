"""The life of one private PostGIS: made on first use, started, prepared, stopped."""

import fcntl
import shutil
import subprocess
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from silog.errors import SilogError
from silog.kit.cluster.account import server_account
from silog.kit.cluster.binaries import Binaries, find_binaries
from silog.kit.cluster.configuration import KEEPS_MEMORY, write_configuration
from silog.kit.cluster.endpoint import ADMIN_ROLE, APP_ROLE, DATABASE, OWNER_ROLE, Endpoint, socket_dsn
from silog.kit.cluster.location import data_folder, socket_folder
from silog.kit.cluster.process import clear_remains, is_running

_START_TIMEOUT_S = 300
"""Long, because a start after a crash replays the log first."""


class Cluster:
    """The private PostGIS of one state directory (`.silog` of a checkout).

    Starting one that runs is fine: it is joined. Two processes that start it at once wait for each other.
    """

    def __init__(self, root: Path, *, is_durable: bool = True) -> None:
        """Look at the machine; nothing is made yet. Without `is_durable` a crash may lose everything, which only tests can afford."""
        self.root = root.absolute()
        self.root.mkdir(parents=True, exist_ok=True)
        self.is_durable = is_durable
        self.account = server_account()
        self.data = data_folder(self.root, self.account)
        self.socket = socket_folder(self.root, self.account)

    def ensure_started(self) -> Endpoint:
        """Make the cluster if there is none, start it if it does not run, and have its database ready for migrations."""
        with (self.root / "starting").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._is_answering():
                self._start()
            self._psql("postgres", "roles.sql")
            self._psql(DATABASE, "prepare.sql")
        return Endpoint(self.dsn(OWNER_ROLE), self.dsn(APP_ROLE))

    def stop(self) -> None:
        """Stop the server, ending its connections; what was committed is on disk. Nothing happens when it does not run."""
        if self.is_running:
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")

    def keep(self, *, is_kept: bool) -> None:
        """Mark the server as wanted by a person beyond the run of the product (`silog db start`), or take the mark away."""
        mark = self.root / "db-kept"
        if is_kept:
            mark.touch()
        else:
            mark.unlink(missing_ok=True)

    @property
    def is_kept(self) -> bool:
        """Whether the server shall go on running when the product ends."""
        return (self.root / "db-kept").exists()

    @property
    def is_running(self) -> bool:
        """Whether the server process lives."""
        return is_running(self.data)

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """Address of one role on this cluster."""
        return socket_dsn(self.socket, role, database)

    def _is_answering(self) -> bool:
        """Whether it runs and takes connections. One that is just starting, or just dying of a kill -9, is waited for."""
        deadline = time.monotonic() + _START_TIMEOUT_S
        while self.is_running:
            if self.account.run([self._binaries().path("pg_isready"), "-q", "-h", str(self.socket)]).returncode == 0:
                return True
            if time.monotonic() > deadline:
                raise SilogError("DATABASE_BUSY", f"PostgreSQL runs in {self.data} and takes no connections.", _where(self.data))
            time.sleep(0.05)
        return False

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.account.own(self.data)
        self.account.own(self.socket)
        clear_remains(self.data, self.socket)
        write_configuration(self.data, self.socket, self.account, is_durable=self.is_durable)
        log = self.data / "start.log"
        log.unlink(missing_ok=True)
        self._run(
            "pg_ctl", "start", "-D", str(self.data), "-l", str(log), "-w", "-t", str(_START_TIMEOUT_S), log=log, environment=KEEPS_MEMORY
        )

    def _initialise(self) -> None:
        """Make the data directory under another name first: one that was cut short must not pass for a database.

        Locale C sorts by code point on every machine, so an index outlives a change of the C library.
        """
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.account.own(unfinished)
        self._run(
            "initdb",
            *("-D", str(unfinished), "-U", ADMIN_ROLE, "--encoding=UTF8", "--locale=C", "--auth=peer", "--data-checksums"),
            *([] if self.is_durable else ["--no-sync"]),
        )
        unfinished.rename(self.data)

    def _binaries(self) -> Binaries:
        version = self.data / "PG_VERSION"
        return find_binaries(major=int(version.read_text()) if version.exists() else None)

    def _run(self, program: str, *arguments: str, log: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        command = [self._binaries().path(program), *arguments]
        result = self.account.run(command, timeout_s=_START_TIMEOUT_S + 30, environment=environment)
        if result.returncode:
            said = (result.stdout + result.stderr + (log.read_text() if log and log.exists() else "")).strip()
            raise SilogError("DATABASE_FAILED", f"PostgreSQL's {program} failed in {self.data}:\n{said}", _where(self.data))

    def _psql(self, database: str, script: str) -> None:
        """Run one of this package's scripts as the cluster's superuser, whole or not at all."""
        result = subprocess.run(  # noqa: S603 - program and script are this package's own
            [
                *(self._binaries().path("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
                *("-h", str(self.socket), "-U", ADMIN_ROLE, "-d", database),
            ],
            input=files(__package__).joinpath(script).read_text(),
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "PGOPTIONS": "-c client_min_messages=warning"},
        )
        if result.returncode:
            raise SilogError("DATABASE_FAILED", f"Preparing the database failed ({script}):\n{result.stderr.strip()}", _where(self.data))


def _where(data: Path) -> str:
    return f"The server's log is in {data / 'log'}."

"""`silog up`: everything at once, from a bare checkout to the running training distribution, and its orderly end.

What starts later ends earlier: training, then the server, then the database. Started again after any crash, it carries on from what
the database has.
"""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click

from silog.cli.database import open_database
from silog.cli.running.children import Child
from silog.cli.running.secure.lan import Network, how_to_trust, open_to_network, trust_served
from silog.cli.running.secure.options import settings_with, tls_environment, tls_options
from silog.cli.running.single_instance import SingleInstance
from silog.cli.running.training_ground import have_training
from silog.errors import SilogError
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.migration import migrate
from silog.kit.tls import pinned_context
from silog.settings import Settings
from silog.shipped import migrations_folder
from silog.training.actions import Ready


@dataclass(frozen=True)
class Start:
    """What everything that is started needs: the lock it shall hold, the stack that will end it, and the network that is served."""

    lock: SingleInstance
    ends: ExitStack
    network: Network | None


Result = TypeVar("Result")
_READY_TIMEOUT_S = 60
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), help="Seconds of the election that pass in one real second.")
@click.option("--training/--no-training", default=True, show_default=True, help="Play the 2024 distribution in a training election.")
@click.option("--lan", is_flag=True, help="Serve the local network over https, with a certificate of a private authority made here.")
@tls_options
def up(speed: float | None, tls_cert: Path | None, tls_key: Path | None, *, training: bool, lan: bool) -> None:
    """Start the database, the server and the training distribution; Ctrl-C ends all of it."""
    settings, network = settings_with(tls_cert, tls_key), None
    if lan:
        settings, network = open_to_network(settings)
    lock = SingleInstance(settings.state, settings.address)
    _refuse_a_taken_port(settings.host, settings.port)
    if network is not None:
        _refuse_a_taken_port(settings.host, network.trust_port)
    _turn_signals_into_interrupts()
    try:
        with ExitStack() as stack:
            _run(settings, Start(lock, stack, network), speed, is_training=training)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _run(settings: Settings, start: Start, speed: float | None, *, is_training: bool) -> None:
    endpoint = _step("Database", lambda: _database(settings, start))
    _step("Migrations", lambda: migrate(migrations_folder(), endpoint.dsn_owner))
    ready = _step("Training election", lambda: have_training(endpoint, settings.state, speed, _say)) if is_training else None
    children = [_step("Server", lambda: _server(settings, start))]
    if ready is not None:
        children.append(_child(["simulate", "--follow"], settings, start))
    if start.network is not None:
        start.ends.enter_context(trust_served(settings, start.network))
        click.echo(how_to_trust(settings, start.network))
    click.echo(_ready_line(settings, ready))
    cluster = Cluster(settings.state) if settings.database_url is None else None
    while True:
        if cluster is not None:
            _revive(cluster)
        for child in children:
            child.check()
        time.sleep(0.5)


def _revive(cluster: Cluster) -> None:
    """Start the database again when it was killed; the server and the player meanwhile wait for it."""
    if not cluster.is_running:
        _step("The database ended; all that was acknowledged is in it. Starting it again", cluster.ensure_started)


def _ready_line(settings: Settings, ready: Ready | None) -> str:
    line = f"Silog is running at {settings.address}"
    if ready is None:
        return line
    return f"{line}  Sign in once: {settings.address}/sign-in/{ready.sign_in_token}  API: Authorization: Bearer {ready.bearer_token}"


def _database(settings: Settings, start: Start) -> Endpoint:
    if settings.database_url is None:
        cluster = Cluster(settings.state)
        if not cluster.is_kept:
            start.ends.callback(cluster.stop)
    return open_database(settings)


def _server(settings: Settings, start: Start) -> Child:
    child = _child(["serve"], settings, start)
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while not _is_ready(settings):
        child.check()
        if time.monotonic() > deadline:
            message = f"The server at {settings.address} is not ready after {_READY_TIMEOUT_S} s."
            raise SilogError("NOT_READY", message, f"Its log is {child.log}.")
        time.sleep(0.05)
    return child


def _child(command: list[str], settings: Settings, start: Start) -> Child:
    environment = os.environ | {"SILOG_STATE": str(settings.state), "SILOG_HOST": settings.host} | tls_environment(settings)
    child = Child(command, environment=environment, log=_log(settings, command[0]), lock=start.lock.fileno())
    start.ends.callback(child.stop)
    return child


def _log(settings: Settings, name: str) -> Path:
    return settings.state / "logs" / f"{name}.log"


def _is_ready(settings: Settings) -> bool:
    host, _, port = settings.own_address.partition("://")[2].rpartition(":")
    near = host.strip("[]")
    if settings.tls_cert is None:
        connection = http.client.HTTPConnection(near, int(port), timeout=5)
    else:
        connection = http.client.HTTPSConnection(near, int(port), timeout=5, context=pinned_context(settings.tls_cert))
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            message = f"Port {port} on {host} cannot be used: {error.strerror}."
            raise SilogError("PORT_TAKEN", message, "Choose another: SILOG_PORT=8080 make run") from error


def _turn_signals_into_interrupts() -> None:
    """The first signal begins the orderly end; more of them do not cut it short."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in _SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # under nohup a hang-up means nothing
            signal.signal(number, stop)


def _step(name: str, work: Callable[[], Result]) -> Result:
    started = time.monotonic()
    click.echo(f"{name} ...")
    result = work()
    click.echo(f"{name}: {time.monotonic() - started:.1f} s")
    return result


def _say(line: str) -> None:
    click.echo(f"  {line}")

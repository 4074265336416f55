"""`silog serve`: the web server by itself, on a database that is migrated already."""

import gc
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from threading import Thread

import click
import uvicorn

from silog.asgi import create_app
from silog.cli.database import open_database
from silog.cli.running.orderly import GRACE_S, OrderlyServer
from silog.cli.running.port import shared_socket
from silog.cli.running.secure.options import settings_with, tls_options
from silog.kit.graphql.follow.served import SocketServed, StreamServed
from silog.kit.graphql.limits.table import BODY
from silog.kit.telemetry.exposing import exposed
from silog.kit.telemetry.logs import configure_logs
from silog.kit.telemetry.metrics import Metrics
from silog.movement.tracking import make_ready

_NOT_STARTED = 3
_SEARCHES = (20_000, 10, 10)
"""After how many new objects the youngest are searched for garbage, and after how many such searches the next older generations."""
_TURN_S = 0.0002
"""How long a thread that reads an unknown document may keep the others waiting."""


@click.command()
@click.option("--share-port", is_flag=True, help="Answer beside other servers of this machine that do the same, at one address.")
@tls_options
def serve(tls_cert: Path | None, tls_key: Path | None, *, share_port: bool) -> None:
    """Serve the API, the tiles and the screens on SILOG_HOST and SILOG_PORT; over https with a certificate and its key."""
    settings = settings_with(tls_cert, tls_key)
    configure_logs(settings.log_level)
    sys.setswitchinterval(_TURN_S)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # the server raises the signal again when it has ended in order
    endpoint, metrics = open_database(settings), Metrics()
    app = create_app(settings.with_database(endpoint.dsn_app), metrics)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        loop="uvloop",
        http=StreamServed,
        ws=SocketServed,
        ws_per_message_deflate=False,  # docs/decisions/0016
        timeout_graceful_shutdown=GRACE_S,
        ws_max_size=BODY.most * 4,  # bytes; the characters are counted where messages are read
        server_header=False,
        access_log=False,
        log_config=None,
    )
    _collect_seldom()
    server = OrderlyServer(app, config, settings.retire_s)
    sockets = [shared_socket(settings.host, settings.port)] if share_port else None
    Thread(target=_settle, daemon=True).start()
    with exposed(metrics.registry, settings.metrics) if settings.metrics else nullcontext():
        server.run(sockets)
    if not server.started:
        sys.exit(_NOT_STARTED)


def _settle() -> None:
    """Do beside the first requests what would keep a later one waiting."""
    # Where they were never run on this machine, compiling the rules takes seconds: no report shall wait for it in a transaction.
    make_ready()
    # The schema, the code, the caches of libraries stay for good. Each full search for garbage went through all of them, and nobody
    # was answered for a fifth of a second.
    gc.collect()
    gc.freeze()


def _collect_seldom() -> None:
    """Keep the search for garbage from holding everybody up: with 5,000 followers one through all of memory takes a second.

    The young are searched in milliseconds, and not so often that what a batch of scans is made of is still there and searched in vain: that
    was 8 us of the 120 that the server takes for a scan. The old are searched only after two million objects have come and not gone. Ended
    connections leave some 150 each, so what waits for such a search is ten thousand of them at most.
    """
    gc.set_threshold(*_SEARCHES)

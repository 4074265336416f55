"""`silog serve`: the web server by itself, on a database that is migrated already."""

import sys

import click
import uvicorn

from silog.asgi import create_app
from silog.cli.database import open_database
from silog.kit.graphql.limits.table import BODY
from silog.settings import Settings

GRACE_S = 10
"""How long running requests and open subscriptions may go on after a signal to stop."""
_TURN_S = 0.001
"""How long a thread that reads an unknown document may keep the others waiting."""


@click.command()
def serve() -> None:
    """Serve the API, the tiles and the screens on SILOG_HOST and SILOG_PORT."""
    settings = Settings.from_environment()
    endpoint = open_database(settings)
    sys.setswitchinterval(_TURN_S)
    uvicorn.run(
        create_app(settings.with_database(endpoint.dsn_app)),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        timeout_graceful_shutdown=GRACE_S,
        ws_max_size=BODY.most * 4,  # bytes; the characters are counted where messages are read
        server_header=False,
        access_log=False,
    )

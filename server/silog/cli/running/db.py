"""`silog db`: the private PostGIS for development, without the rest of the product."""

import click

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.cluster import Cluster
from silog.settings import Settings


@click.group()
def db() -> None:
    """Start and stop this checkout's private PostGIS by itself."""


@db.command()
def start() -> None:
    """Start it and leave it running, also after `silog up` ends."""
    cluster = _cluster()
    endpoint = cluster.ensure_started()
    cluster.keep(is_kept=True)
    click.echo(f"owner  {endpoint.dsn_owner}\napp    {endpoint.dsn_app}\nadmin  {cluster.dsn('silog_admin')}")


@db.command()
def stop() -> None:
    """Stop it, ending every connection."""
    cluster = _cluster()
    cluster.keep(is_kept=False)
    cluster.stop()


def _cluster() -> Cluster:
    settings = Settings.from_environment()
    if settings.database_url is not None:
        raise SilogError(WRONG_INPUT, "SILOG_DATABASE_URL is set, so there is no private PostGIS to start or stop.", "Unset it first.")
    return Cluster(settings.state)

"""Opening the database a command works on: the private cluster, or the operator's own server."""

import asyncio
from importlib.resources import files

import asyncpg

from silog.errors import SilogError
from silog.kit.cluster import Cluster, Endpoint, external_endpoint
from silog.settings import Settings


def open_database(settings: Settings) -> Endpoint:
    """Have a prepared database (PostGIS, roles), starting the private cluster if none is given. Not migrated yet."""
    if settings.database_url is None:
        return Cluster(settings.state).ensure_started()
    endpoint = external_endpoint(settings.database_url)
    try:
        asyncio.run(_prepare(endpoint.dsn_owner))
    except (OSError, asyncpg.PostgresError, ValueError) as error:
        message = f"The server in SILOG_DATABASE_URL cannot be used: {error}"
        raise SilogError("DATABASE_UNREACHABLE", message, "Its login must be able to CREATE EXTENSION postgis and CREATE ROLE.") from error
    return endpoint


async def _prepare(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(files("silog.kit.cluster").joinpath("prepare.sql").read_text())
    finally:
        await connection.close()

"""Rows straight into tables, by the owner of the schema: for a test that needs a state of the world, not the way it came about."""

from collections.abc import Mapping, Sequence

import asyncpg

Row = Mapping[str, object]


def point(lon: float, lat: float) -> str:
    """Write a point as the database reads it from text."""
    return f"SRID=4326;POINT({lon} {lat})"


async def insert(owner: asyncpg.Connection, table: str, rows: Sequence[Row]) -> None:
    """Insert rows that all have the columns of the first; geometries are given as text (EWKT)."""
    if not rows:
        return
    found = await owner.fetch(
        "SELECT column_name::text, udt_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1", table
    )
    kinds = {row["column_name"]: row["udt_name"] for row in found}
    columns = list(rows[0])
    values = ", ".join(f"${n}::text::geometry" if kinds[name] == "geometry" else f"${n}" for n, name in enumerate(columns, 1))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
    await owner.executemany(statement, [[row[name] for name in columns] for row in rows])

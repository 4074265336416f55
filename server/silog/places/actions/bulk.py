"""Writing many rows at once so that writing them again changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geoalchemy2 import Geometry
from sqlalchemy import Boolean, Column, Double, Integer, Table

from silog.kit.database import UnitOfWork

Row = Mapping[str, object]
Progress = Callable[[int, int], None]
"""Told how many of how many rows are written."""

_CHUNK_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Written:
    """What an upsert did."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def is_same(self) -> bool:
        """Whether nothing had to be written."""
        return self.inserted == self.changed == 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.inserted + other.inserted, self.changed + other.changed, self.unchanged + other.unchanged)


def silent(_done: int, _total: int) -> None:
    """Show no progress."""


async def upsert(work: UnitOfWork, table: Table, rows: Sequence[Row], progress: Progress = silent) -> Written:
    """Insert rows, or update those whose primary key stands and whose values differ; a column that a row lacks is left as it is.

    Geometries are given as WKB. Thousands of rows travel as one array per column, which takes a second for a country's villages.
    """
    driver, total, done = await work.driver, Written(), 0
    for columns, chunk in _chunks(rows):
        statement = _statement(table, columns)
        found = await driver.fetch(statement, *([row[name] for row in chunk] for name in columns))
        inserted = sum(record["inserted"] for record in found)
        total += Written(inserted, len(found) - inserted, len(chunk) - len(found))
        done += len(chunk)
        progress(done, len(rows))
    return total


def _chunks(rows: Sequence[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(row)].append(row)
    for columns, group in alike.items():
        for start in range(0, len(group), _CHUNK_ROWS):
            yield columns, group[start : start + _CHUNK_ROWS]


def _statement(table: Table, columns: Sequence[str]) -> str:
    keys = [column.name for column in table.primary_key]
    values = [name for name in columns if name not in keys]
    arrays = ", ".join(f"${number}::{_array(table.c[name])}" for number, name in enumerate(columns, start=1))
    given = ", ".join(f"ST_GeomFromWKB({name}, 4326)" if isinstance(table.c[name].type, Geometry) else name for name in columns)
    old, new = (", ".join(f"{source}.{name}" for name in values) for source in (table.name, "excluded"))
    # Names come from the tables of the code, never from a file. xmax is 0 in a row that was inserted and not updated.
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {given} FROM unnest({arrays}) AS given ({', '.join(columns)}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)} "
        f"WHERE ({old}) IS DISTINCT FROM ({new}) RETURNING xmax = 0 AS inserted"
    )


def _array(column: Column[Any]) -> str:
    kinds = {Geometry: "bytea[]", Integer: "integer[]", Boolean: "boolean[]", Double: "double precision[]"}
    return next((array for kind, array in kinds.items() if isinstance(column.type, kind)), "text[]")

"""The tables that tiles are drawn from, as migrations/sql/0018 and 0024 make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, ForeignKeyConstraint, Identity, Integer, SmallInteger, Table, Text

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)
LINE: Final = Geometry("LINESTRING", 3857, spatial_index=False)


def _of_conveyance(table: str) -> ForeignKeyConstraint:
    of, to = ("election_id", "conveyance_code"), ("conveyances.election_id", "conveyances.code")
    return ForeignKeyConstraint(of, to, name=f"{table}_conveyance_known")


scan_cells = Table(
    "scan_cells",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True, autoincrement=False),
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("x", Integer, primary_key=True, autoincrement=False),
    Column("y", Integer, primary_key=True, autoincrement=False),
    Column("region_code", CODE, primary_key=True),
    Column("scans", Integer, nullable=False),
)

track_hours = Table(
    "track_hours",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("hour", MOMENT, primary_key=True),
    Column("conveyance_code", CODE, primary_key=True),
    Column("since", MOMENT, primary_key=True),
    Column("until", MOMENT, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("line", LINE, nullable=False),
    Column("far", LINE, nullable=False),
    _of_conveyance("track_hours"),
)

track_hours_due = Table(
    "track_hours_due",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("conveyance_code", CODE, nullable=False),
    Column("hour", MOMENT, nullable=False),
    Column("region_code", CODE, nullable=False),
    _of_conveyance("track_hours_due"),
)

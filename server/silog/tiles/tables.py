"""The table of the grid of scans, as migrations/sql/0018 makes it; a test compares the two."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, Table, Text

from silog.kit.database import metadata

CODE: Final = Text(collation="C")

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

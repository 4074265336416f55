"""What was printed, as migrations/sql/0009/labels.sql makes it."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, Table, Text

from silog.kit.database import metadata

CODE: Final = Text(collation="C")

label_prints = Table(
    "label_prints",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("box_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("prints", Integer, nullable=False),
    Column("last_printed_at", DateTime(timezone=True), nullable=False),
)
"""How often the labels of a box were printed: kept beside the box and not in it, for a label is paper and no custody."""

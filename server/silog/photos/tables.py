"""Photos, and the photo of each scan, as migrations/sql/0017/photos.sql makes them."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table, Text, column, table
from sqlalchemy.dialects.postgresql import UUID

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)

photos = Table(
    "photos",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("sha256", CODE, primary_key=True),
    Column("region_code", CODE, primary_key=True),
    Column("content", LargeBinary),
    Column("width", Integer),
    Column("height", Integer),
    Column("received_at", MOMENT),
    Column("erased_at", MOMENT),
)

scan_photos = table(
    "scan_photos",
    column("election_id", Integer()),
    column("scan_id", UUID(as_uuid=True)),
    column("region_code", CODE),
    column("sha256", CODE),
    column("taken_by", Text()),
    column("state", CODE),
    column("bytes", Integer()),
    column("width", Integer()),
    column("height", Integer()),
    column("received_at", MOMENT),
    column("erased_at", MOMENT),
)
"""A view: the photos that scans name, whether they have come or not, under the asker's own policies."""

"""The tables as mapped classes, column by column, for a server that thinks in objects."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ARRAY, DateTime, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Row(DeclarativeBase):
    """The base of the mapped classes."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy's own form
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        WKBElement: Geometry("POINT", 4326),
    }


class BoxRow(Row):
    """A box."""

    __tablename__ = "boxes"
    election_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    station_code: Mapped[str]
    region_code: Mapped[str]
    contest: Mapped[str]
    is_3t: Mapped[bool]
    issued_at: Mapped[datetime]
    state: Mapped[str]
    exceptions: Mapped[list[str]]
    seals: Mapped[list[str]]
    place_code: Mapped[str | None]
    last_scan_id: Mapped[UUID | None]
    last_scan_at: Mapped[datetime | None]
    scan_count: Mapped[int]


class ScanRow(Row):
    """A scan, all of it: its event and signature too, as an ORM loads it."""

    __tablename__ = "scans"
    election_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    box_code: Mapped[str]
    type: Mapped[str]
    place_code: Mapped[str]
    seals: Mapped[list[str]]
    condition: Mapped[str]
    device_id: Mapped[str]
    seq: Mapped[int]
    hlc: Mapped[str]
    occurred_at: Mapped[datetime]
    device_clock_at: Mapped[datetime]
    received_at: Mapped[datetime]
    flags: Mapped[list[str]]
    event: Mapped[bytes]
    event_hash: Mapped[bytes]
    signature: Mapped[bytes]


class FindingRow(Row):
    """What was irregular about a scan."""

    __tablename__ = "findings"
    election_id: Mapped[int] = mapped_column(primary_key=True)
    box_code: Mapped[str] = mapped_column(primary_key=True)
    scan_id: Mapped[UUID] = mapped_column(primary_key=True)
    breach: Mapped[str] = mapped_column(primary_key=True)
    region_code: Mapped[str]


class ProgressRow(Row):
    """A kept count."""

    __tablename__ = "progress"
    election_id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    boxes: Mapped[int]


class RegionRow(Row):
    """A region without its area, which even a beginner leaves out: a polygon of thousands of corners."""

    __tablename__ = "regions"
    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None]
    level: Mapped[str]
    name: Mapped[str]
    is_3t: Mapped[bool]


class Holder:
    """What facilities and conveyances have in common: they hold boxes."""

    election_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    region_code: Mapped[str]
    point: Mapped[WKBElement | None]


class FacilityRow(Holder, Row):
    """A place."""

    __tablename__ = "facilities"
    quality: Mapped[str]
    source: Mapped[str]
    is_3t: Mapped[bool]


class ConveyanceRow(Holder, Row):
    """A vessel or truck."""

    __tablename__ = "conveyances"
    capacity_boxes: Mapped[int]
    speed_kn: Mapped[float]

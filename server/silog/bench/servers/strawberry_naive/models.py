"""The tables as mapped classes, for a server that thinks in objects. The columns are those of the product's own tables."""

from sqlalchemy.orm import DeclarativeBase

from silog.custody import tables as custody
from silog.movement import tables as movement
from silog.places import tables as places


class Mapped(DeclarativeBase):
    """The base of the mapped classes."""


class BoxRow(Mapped):
    """A box."""

    __table__ = custody.boxes


class ScanRow(Mapped):
    """A scan, all of it: its event and signature too, as an ORM loads it."""

    __table__ = custody.scans


class FindingRow(Mapped):
    """What was irregular about a scan."""

    __table__ = custody.findings


class ProgressRow(Mapped):
    """A kept count."""

    __table__ = custody.progress


class RegionRow(Mapped):
    """A region."""

    __table__ = places.regions


class FacilityRow(Mapped):
    """A place."""

    __table__ = places.facilities


class ConveyanceRow(Mapped):
    """A vessel or truck."""

    __table__ = movement.conveyances

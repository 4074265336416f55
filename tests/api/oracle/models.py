"""The database as the oracle sees it: one ORM class per table, its columns read from the database and not from the product."""

from collections.abc import Sequence
from typing import Any

import geoalchemy2  # noqa: F401 -- teaches reflection what a geometry is
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.orm import DeclarativeBase

Row = Any


class Base(DeclarativeBase):
    """The oracle's own metadata."""


class Reflected(DeferredReflection):
    """Columns come when `read_all` meets the database; no class has a relationship, so nothing is ever loaded on the way."""

    __abstract__ = True


class Election(Reflected, Base):
    """An election."""

    __tablename__ = "elections"


class Region(Reflected, Base):
    """A region."""

    __tablename__ = "regions"


class Island(Reflected, Base):
    """An island."""

    __tablename__ = "islands"


class Place(Reflected, Base):
    """A facility or a polling station."""

    __tablename__ = "facilities"


class Box(Reflected, Base):
    """A box."""

    __tablename__ = "boxes"


class Scan(Reflected, Base):
    """A scan."""

    __tablename__ = "scans"


class Detail(Reflected, Base):
    """What is personal of a scan."""

    __tablename__ = "scan_details"


class Photo(Reflected, Base):
    """What was photographed, once for each region."""

    __tablename__ = "photos"


class Finding(Reflected, Base):
    """A breach."""

    __tablename__ = "findings"


class Handover(Reflected, Base):
    """A handover of a box."""

    __tablename__ = "handovers"


class Seal(Reflected, Base):
    """An issued number."""

    __tablename__ = "seals"


class Sealing(Reflected, Base):
    """A scan that put a number on a box."""

    __tablename__ = "sealings"


class SealRegister(Reflected, Base):
    """A published register."""

    __tablename__ = "seal_registers"


class Incident(Reflected, Base):
    """An incident."""

    __tablename__ = "incidents"


class IncidentFact(Reflected, Base):
    """What an incident is made of."""

    __tablename__ = "incident_facts"


class IncidentNote(Reflected, Base):
    """What somebody did about one."""

    __tablename__ = "incident_notes"


class Observation(Reflected, Base):
    """What a supervisor saw."""

    __tablename__ = "observations"


class Device(Reflected, Base):
    """A device."""

    __tablename__ = "devices"


class Conveyance(Reflected, Base):
    """A conveyance."""

    __tablename__ = "conveyances"


class Fix(Reflected, Base):
    """A position of a conveyance."""

    __tablename__ = "positions"


class Shipment(Reflected, Base):
    """A shipment."""

    __tablename__ = "shipments"


class Aboard(Reflected, Base):
    """A box of a shipment."""

    __tablename__ = "shipment_boxes"


class Leg(Reflected, Base):
    """A leg."""

    __tablename__ = "legs"


class Convoy(Reflected, Base):
    """A convoy."""

    __tablename__ = "convoys"


class Member(Reflected, Base):
    """A shipment of a convoy."""

    __tablename__ = "convoy_shipments"


class Presence(Reflected, Base):
    """What an escort confirmed."""

    __tablename__ = "presence_confirmations"


class ConvoyReport(Reflected, Base):
    """What an escort reported."""

    __tablename__ = "convoy_reports"


class User(Reflected, Base):
    """A person."""

    __tablename__ = "users"


class SheetPrinted(Reflected, Base):
    """An invitation of a device."""

    __tablename__ = "invitations"


class TripTrack(Reflected, Base):
    """How a trip goes."""

    __tablename__ = "trip_tracks"


class EndedAlarm(Reflected, Base):
    """What was wrong with a trip."""

    __tablename__ = "ended_trip_alarms"


class Journey(Reflected, Base):
    """Where a box stands on its way."""

    __tablename__ = "box_journeys"


class AuditEntry(Reflected, Base):
    """A change that somebody made."""

    __tablename__ = "audit"


class SeaArea(Reflected, Base):
    """Waters that routes heed."""

    __tablename__ = "sea_areas"


class DeadZone(Reflected, Base):
    """Where nothing is heard."""

    __tablename__ = "dead_zones"


class Log(Reflected, Base):
    """The head of a log."""

    __tablename__ = "logs"


class LogEntry(Reflected, Base):
    """A place in a log."""

    __tablename__ = "log_entries"


class LogWitness(Reflected, Base):
    """A witness of a log."""

    __tablename__ = "log_witnesses"


class Cosignature(Reflected, Base):
    """What a witness said of a tree."""

    __tablename__ = "log_cosignatures"


KINDS: Sequence[type[Row]] = (
    *(Election, Region, Island, Place, Box, Scan, Detail, Photo, Finding, Handover, Device),
    *(Seal, Sealing, SealRegister, Incident, IncidentFact, IncidentNote, Observation),
    *(Convoy, Member, Presence, ConvoyReport, User, SheetPrinted),
    *(Conveyance, Fix, Shipment, Aboard, Leg, TripTrack, EndedAlarm, Journey, AuditEntry, SeaArea, DeadZone),
    *(Log, LogEntry, LogWitness, Cosignature),
)
Rows = dict[type[Row], list[Row]]


def _reflect(connection: Connection) -> None:
    Reflected.prepare(connection)


async def read_all(engine: AsyncEngine) -> Rows:
    """Read every table whole, as its owner, whom no policy binds."""
    async with engine.begin() as connection:
        await connection.run_sync(_reflect)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return {kind: list((await session.scalars(select(kind))).all()) for kind in KINDS}

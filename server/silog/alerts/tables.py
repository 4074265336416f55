"""The tables of alerts, as the migrations make them; a test compares the two."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Table, Text

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)

incidents = Table(
    "incidents",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("group_key", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("last_at", MOMENT, nullable=False),
    Column("owner", Text),
    Column("acknowledged_at", MOMENT),
    Column("acknowledged_by", Text),
    Column("resolved_at", MOMENT),
    Column("resolved_by", Text),
    Column("resolution", Text),
)

incident_facts = Table(
    "incident_facts",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("key", CODE, primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("box_code", CODE),
    Column("at", MOMENT, nullable=False),
)

incident_notes = Table(
    "incident_notes",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("incident_id", BigInteger, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("step", CODE, nullable=False),
    Column("text", Text, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("box_code", CODE),
    Column("place_code", CODE),
    Column("text", Text, nullable=False),
)

convoy_reports = Table(
    "convoy_reports",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", CODE, primary_key=True),
    Column("convoy_id", BigInteger, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("text", Text, nullable=False),
    Column("place_code", CODE),
    Column("point", Geometry("POINT", 4326, spatial_index=False)),
    Column("at", MOMENT, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
)

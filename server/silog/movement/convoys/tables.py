"""The tables of convoys, as migrations/sql/0016/convoys.sql makes them; a test compares the two."""

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Integer, Table, Text, column, table
from sqlalchemy.dialects.postgresql import UUID

from silog.kit.database import metadata
from silog.movement.tables import CODE, MOMENT

convoys = Table(
    "convoys",
    metadata,
    Column("election_id", Integer, ForeignKey("elections.id"), primary_key=True),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("region_code", CODE, ForeignKey("regions.code"), nullable=False),
    Column("escort_unit", Text, nullable=False),
    Column("escort_id", UUID(as_uuid=True)),
    Column("escort_name", Text),
    Column("formed_at", MOMENT, nullable=False),
    Column("formed_by", Text, nullable=False),
    Column("dissolved_at", MOMENT),
    Column("dissolved_by", Text),
)

convoy_shipments = Table(
    "convoy_shipments",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("convoy_id", BigInteger, primary_key=True, autoincrement=False),
    Column("shipment_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("joined_at", MOMENT, nullable=False),
    Column("left_at", MOMENT),
)

presence_confirmations = Table(
    "presence_confirmations",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", CODE, primary_key=True),
    Column("convoy_id", BigInteger, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("step", CODE, nullable=False),
    Column("place_code", CODE),
    Column("point", Geometry("POINT", 4326, spatial_index=False)),
    Column("at", MOMENT, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
)

convoy_stops = table(
    "convoy_stops",
    column("election_id", Integer()),
    column("convoy_id", BigInteger()),
    column("step", CODE),
    column("place_code", CODE),
    column("planned_at", MOMENT),
    column("happened_at", MOMENT),
    column("is_confirmed", Boolean()),
)
"""A view, as migrations/sql/0022/convoy_stops.sql makes it: where shipments of a convoy leave and come to while they travel in it."""

seen_escorts = table(
    "seen_escorts",
    column("election_id", Integer()),
    column("id", UUID(as_uuid=True)),
    column("name", CODE),
    column("region_code", CODE),
)
"""A view: who can be named as the escort of a convoy in the statement's region."""

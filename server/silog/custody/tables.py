"""The tables of custody, as the migrations make them; a test compares the two. Keys and checks stand in the SQL."""

from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from silog.kit.database import metadata

CODE: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)
ID: Final = UUID(as_uuid=True)
TEXTS: Final = ARRAY(Text)
POINT: Final = Geometry("POINT", 4326, spatial_index=False)

boxes = Table(
    "boxes",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("code", CODE, primary_key=True),
    Column("station_code", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("contest", CODE, nullable=False),
    Column("is_3t", Boolean, nullable=False, server_default="false"),
    Column("issued_at", MOMENT, nullable=False),
    Column("state", CODE, nullable=False, server_default="PLANNED"),
    Column("exceptions", TEXTS, nullable=False, server_default="{}"),
    Column("seals", TEXTS, nullable=False, server_default="{}"),
    Column("place_code", CODE),
    Column("last_scan_id", ID),
    Column("last_scan_at", MOMENT),
    Column("scan_count", Integer, nullable=False, server_default="0"),
    Column("place_point", POINT),
    Column("last_scan_type", CODE),
    Column("last_scan_place_code", CODE),
    Column("last_scan_region_code", CODE),
    Column("holder_id", CODE),
    Column("held_since", MOMENT),
    Column("sighted_scan_id", ID),
    Column("sighted_at", MOMENT),
    Column("sighted_by_air", Boolean),
    Column("map_x", Integer, Computed("map_x(ST_X(place_point))", persisted=True)),
    Column("map_y", Integer, Computed("map_y(ST_Y(place_point))", persisted=True)),
    Column("place_lon", CODE, Computed("(round(ST_X(place_point) * 1e6::float8) / 1e6::float8)::text", persisted=True)),
    Column("place_lat", CODE, Computed("(round(ST_Y(place_point) * 1e6::float8) / 1e6::float8)::text", persisted=True)),
    ForeignKeyConstraint(["election_id", "station_code"], ["facilities.election_id", "facilities.code"], name="boxes_station_known"),
)

scans = Table(
    "scans",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("id", ID, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("box_code", CODE, nullable=False),
    Column("type", CODE, nullable=False),
    Column("place_code", CODE, nullable=False),
    Column("seals", TEXTS, nullable=False),
    Column("condition", CODE, nullable=False),
    Column("device_id", CODE, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hlc", CODE, nullable=False),
    Column("occurred_at", MOMENT, nullable=False),
    Column("device_clock_at", MOMENT, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("flags", TEXTS, nullable=False, server_default="{}"),
    Column("event", LargeBinary, nullable=False),
    Column("event_hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("handover", CODE, nullable=False, server_default=""),
    ForeignKeyConstraint(["election_id", "device_id"], ["devices.election_id", "devices.id"], name="scans_device_known"),
)

scan_details = Table(
    "scan_details",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("scan_id", ID, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("detail", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("point", POINT),
    Column("accuracy_m", Double),
    Column("photo_sha256", CODE),
)

sightings = Table(
    "sightings",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("scan_id", ID, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("within_m", Double, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("box_code", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("scan_id", ID, primary_key=True),
    Column("breach", CODE, primary_key=True),
    ForeignKeyConstraint(["election_id", "scan_id"], ["scans.election_id", "scans.id"], name="findings_scan_known"),
)

handovers = Table(
    "handovers",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("box_code", CODE, primary_key=True),
    Column("nonce", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("given_by", CODE),
    Column("given_at", MOMENT),
    Column("given_place_code", CODE),
    Column("taken_by", CODE),
    Column("taken_at", MOMENT),
    Column("taken_place_code", CODE),
    Column("open_since", MOMENT),
    ForeignKeyConstraint(["election_id", "box_code"], ["boxes.election_id", "boxes.code"], name="handovers_box_known"),
)

seals = Table(
    "seals",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("number", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("place_code", CODE, nullable=False),
    Column("issued_at", MOMENT, nullable=False),
    ForeignKeyConstraint(["election_id", "place_code"], ["facilities.election_id", "facilities.code"], name="seals_place_known"),
)

seal_registers = Table(
    "seal_registers",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("region_code", CODE, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("published_at", MOMENT, nullable=False),
    Column("seal_count", Integer, nullable=False),
    Column("digest", CODE, nullable=False),
    Column("content", Text, nullable=False),
)

sealings = Table(
    "sealings",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("number", CODE, primary_key=True),
    Column("scan_id", ID, primary_key=True),
    Column("box_code", CODE, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("place_code", CODE, nullable=False),
    Column("device_id", CODE, nullable=False),
    Column("applied_at", MOMENT, nullable=False),
    ForeignKeyConstraint(["election_id", "scan_id"], ["scans.election_id", "scans.id"], name="sealings_scan_known"),
    ForeignKeyConstraint(["election_id", "box_code"], ["boxes.election_id", "boxes.code"], name="sealings_box_known"),
)

device_chains = Table(
    "device_chains",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("device_id", CODE, primary_key=True),
    Column("region_code", CODE, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("last_contact_at", MOMENT, nullable=False),
    Column("received", Integer, nullable=False, server_default="0"),
    Column("forks", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["election_id", "device_id"], ["devices.election_id", "devices.id"], name="device_chains_device_known"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("election_id", Integer, nullable=False),
    Column("region_code", CODE, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("reason", CODE, nullable=False),
    Column("message", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("detail", Text),
    Column("signature", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
)

progress = Table(
    "progress",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("region_code", CODE, primary_key=True),
    Column("state", CODE, primary_key=True),
    Column("boxes", Integer, nullable=False),
    Column("excepted", Integer, nullable=False, server_default="0"),
)

region_totals = Table(
    "region_totals",
    metadata,
    Column("election_id", Integer, primary_key=True, autoincrement=False),
    Column("region_code", CODE, primary_key=True),
    Column("boxes", Integer, nullable=False),
    Column("excepted", Integer, nullable=False),
    Column("in_transit", Integer, nullable=False),
    Column("delivered", Integer, nullable=False),
)
